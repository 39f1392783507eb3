"""Why a message did not reach its reader."""

from bot.jobs.errors import NotDeliverable


class UploadTooLarge(Exception):
    """Discord accepts no upload of this size here."""


class UnreadableReply(NotDeliverable):
    """discord.py can't parse Discord's reply: the message may have arrived."""


class AllTransportsRejected(NotDeliverable):
    """Discord rejects the message by every transport."""
