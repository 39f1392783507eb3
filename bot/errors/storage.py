"""Why something can't be stored, or read again."""


class StorageError(Exception):
    """What is kept can't be read or written; the message says why and which setting to change."""


class Duplicate(StorageError):
    """What should be written is there already."""
