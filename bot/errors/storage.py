"""Why something can't be stored, or read again."""


class DatabaseError(Exception):
    """The database can't be used; the message says why and which setting to change."""


class Duplicate(DatabaseError):
    """What should be written is there already."""
