"""The ways by which a card can reach its reader, best first, and what Discord's refusals mean for them.

Source of the codes: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Protocol, cast

import discord
from discord import ui

from bot.job import Card, Carded
from cogs.once import Once

UNKNOWN_CHANNEL = 10003
UNKNOWN_MESSAGE = 10008
GONE = {UNKNOWN_CHANNEL, UNKNOWN_MESSAGE}
"""What Discord answers about a message that was deleted, or whose channel was."""

TOO_LARGE = 40005


class Verdict(Enum):
    """What an answer of Discord's means for a delivery."""

    RETRY = auto()
    TOO_LARGE = auto()
    DELETED = auto()
    NEXT_ROUTE = auto()


def judge(error: discord.HTTPException) -> Verdict:
    """What to do about ``error``. What one way refuses (a dead token, an archived thread), another may take."""
    if error.status >= 500 or error.status == 429:
        return Verdict.RETRY
    if error.status == 413 or error.code == TOO_LARGE:
        return Verdict.TOO_LARGE
    if error.code == UNKNOWN_MESSAGE:
        return Verdict.DELETED
    return Verdict.NEXT_ROUTE


class Route(Protocol):
    """One way to show a view with files; ``send`` returns where the card is afterwards."""

    async def send(self, view: ui.LayoutView, files: Sequence[discord.File]) -> Card:
        """Show it, or raise discord.HTTPException."""


@dataclass(frozen=True, slots=True)
class TokenEdit:
    """Edit the card through the interaction's token, which lives 15 minutes."""

    client: discord.Client
    card: Card

    async def send(self, view: ui.LayoutView, files: Sequence[discord.File]) -> Card:
        """Edit the original response."""
        webhook = discord.Webhook.partial(self.card.application_id, self.card.token, client=self.client)
        # A bot killed right after its answer has not learned the message's id. Discord knows the answer by this name,
        # and discord.py puts what it is given into the route.
        message_id = self.card.message_id or cast("int", "@original")
        message = await webhook.edit_message(message_id, view=view, attachments=files)
        return replace(self.card, message_id=message.id)


@dataclass(frozen=True, slots=True)
class TokenFollowUp:
    """Post a further message through the interaction's token."""

    client: discord.Client
    card: Card

    async def send(self, view: ui.LayoutView, files: Sequence[discord.File]) -> Card:
        """Send the message."""
        webhook = discord.Webhook.partial(self.card.application_id, self.card.token, client=self.client)
        message = await webhook.send(view=view, files=files, wait=True)
        return replace(self.card, message_id=message.id)


@dataclass(frozen=True, slots=True)
class CardEdit:
    """Edit the card as the bot, which needs the bot to be in the channel."""

    client: discord.Client
    card: Card
    channel_id: int
    message_id: int

    async def send(self, view: ui.LayoutView, files: Sequence[discord.File]) -> Card:
        """Edit the message."""
        channel = self.client.get_partial_messageable(self.channel_id)
        await channel.get_partial_message(self.message_id).edit(view=view, attachments=files)
        return self.card


@dataclass(frozen=True, slots=True)
class ChannelReply:
    """Post a new card into the channel, as a reply to the old one."""

    client: discord.Client
    card: Card
    channel_id: int
    once: Once

    async def send(self, view: ui.LayoutView, files: Sequence[discord.File]) -> Card:
        """Send the message."""
        channel = self.client.get_partial_messageable(self.channel_id)
        old = self.card.message_id
        reference = channel.get_partial_message(old).to_reference(fail_if_not_exists=False) if old else None
        message = await self.once.send(channel, view, files, reference)
        return replace(self.card, token="", message_id=message.id)


@dataclass(frozen=True, slots=True)
class DirectMessage:
    """Send the card to the requester alone."""

    client: discord.Client
    card: Card
    user_id: int
    once: Once

    async def send(self, view: ui.LayoutView, files: Sequence[discord.File]) -> Card:
        """Open the DM and send the message."""
        channel = await self.client.create_dm(discord.Object(self.user_id))
        message = await self.once.send(channel, view, files)
        return replace(
            self.card, token="", guild_id=None, channel_id=channel.id, message_id=message.id, bot_present=True
        )


def routes(client: discord.Client, job: Carded, now: float) -> Iterator[Route]:
    """The routes that are open for ``job`` at ``now``, best first."""
    card = job.card
    once = Once(client, job, f"card-{job.id}")
    if card.token and now < card.token_expires:
        yield TokenEdit(client, card)
    if card.bot_present and card.channel_id and not card.private:
        if card.message_id:
            yield CardEdit(client, card, card.channel_id, card.message_id)
        yield ChannelReply(client, card, card.channel_id, once)
    yield DirectMessage(client, card, job.user_id, once)


def edits(client: discord.Client, job: Carded, now: float) -> Iterator[Route]:
    """Those of the routes that change the card where it is."""
    return (route for route in routes(client, job, now) if isinstance(route, TokenEdit | CardEdit))


def further_routes(client: discord.Client, job: Carded, now: float, *, number: int) -> Iterator[Route]:
    """The routes for a message besides the card: the ``number``-th of the job."""
    card = job.card
    once = Once(client, job, f"more-{job.id}-{number}")
    # A follow-up by token would be seen by all, and has no nonce: it is for channels that the bot can't post in.
    if card.bot_present and card.channel_id and not card.private:
        yield ChannelReply(client, card, card.channel_id, once)
    if card.token and now < card.token_expires and not card.private:
        yield TokenFollowUp(client, card)
    yield DirectMessage(client, card, job.user_id, once)
