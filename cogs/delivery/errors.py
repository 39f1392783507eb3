"""Why a message did not reach its reader."""

from bot.jobs.errors import NotDeliverable


class UploadTooLarge(Exception):
    """Discord takes no upload of this size here."""


class Garbled(NotDeliverable):
    """discord.py stumbled over an answer: the message may be there."""


class NowhereAllowed(NotDeliverable):
    """Every way to the requester is shut for this message."""
