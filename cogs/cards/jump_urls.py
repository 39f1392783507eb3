"""Links that jump to a message: https://discord.com/channels/{server}/{channel}/{message}."""

from bot.jobs.card import Card
from bot.jobs.job import Job
from bot.jobs.posts import Post


def message_url(guild_id: int | None, channel_id: int | None, message_id: int | None) -> str:
    """The link to a message; ``guild_id`` is None in direct messages."""
    return f"https://discord.com/channels/{guild_id or '@me'}/{channel_id}/{message_id}"


def post_url(post: Post) -> str:
    return message_url(post.guild_id, post.channel_id, post.message_id)


def own_card_url(card: Card) -> str:
    """The link to a card that its reader can see; ``card_url`` is for anybody else."""
    return message_url(card.guild_id, card.channel_id, card.message_id)


def card_url(card: Card) -> str:
    """The link to a card, or an empty string if others can't see it."""
    return "" if card.private or not card.message_id else own_card_url(card)


def job_url(job: Job) -> str:
    """The link to a job's card, or an empty string if it is gone or others can't see it."""
    return card_url(job.card) if job.card_is_there else ""
