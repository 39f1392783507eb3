"""Transports: the requests by which a card can reach its requester, best first."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import ClassVar, Protocol

import discord
from discord import ui

from bot.jobs.card import Card, HasCard
from cogs.delivery.idempotency import IdempotentMessage
from cogs.interactions.claims import ORIGINAL, WebhookOf, edits_of, webhook_of
from cogs.memory.tokens import Tokens
from cogs.verdicts import Verdict, judge

Files = Callable[[], Sequence[discord.File]]
"""Makes the uploads of a message, anew for every attempt."""


class Transport(Protocol):
    """One way to show a view with files.

    ``in_place``: it edits the existing message, which may safely be done twice. ``repeatable``: a message that may have
    arrived can be sent again without coming twice.
    """

    in_place: ClassVar[bool]
    repeatable: ClassVar[bool]

    @property
    def card(self) -> Card:
        """The card before it is sent."""

    async def send(self, view: ui.LayoutView, files: Files) -> Card:
        """Send or edit the message; returns the card afterwards. Raises discord.HTTPException."""


@dataclass(frozen=True, slots=True)
class TokenEdit:
    """Edits the card with the interaction's token, which is valid for 15 minutes."""

    client: discord.Client
    card: Card
    webhook_of: WebhookOf = edits_of
    in_place: ClassVar[bool] = True
    repeatable: ClassVar[bool] = True

    async def send(self, view: ui.LayoutView, files: Files) -> Card:
        webhook = self.webhook_of(self.client, self.card)
        with _opened(files) as uploads:
            message = await webhook.edit_message(self.card.message_id or ORIGINAL, view=view, attachments=uploads)
        # Mostly the same: then no job has to be made anew for it either.
        return self.card if self.card.message_id == message.id else replace(self.card, message_id=message.id)


@dataclass(frozen=True, slots=True)
class TokenFollowUp:
    """Posts a followup message with the interaction's token. It has no nonce and can't be searched for."""

    client: discord.Client
    card: Card
    webhook_of: WebhookOf = webhook_of
    in_place: ClassVar[bool] = False
    repeatable: ClassVar[bool] = False

    async def send(self, view: ui.LayoutView, files: Files) -> Card:
        webhook = self.webhook_of(self.client, self.card)
        with _opened(files) as uploads:
            message = await webhook.send(view=view, files=uploads, wait=True)
        return replace(self.card, message_id=message.id)


@dataclass(frozen=True, slots=True)
class CardEdit:
    """Edits the card as the bot, which needs to be in the channel."""

    client: discord.Client
    card: Card
    channel_id: int
    message_id: int
    in_place: ClassVar[bool] = True
    repeatable: ClassVar[bool] = True

    async def send(self, view: ui.LayoutView, files: Files) -> Card:
        channel = self.client.get_partial_messageable(self.channel_id)
        with _opened(files) as uploads:
            await channel.get_partial_message(self.message_id).edit(view=view, attachments=uploads)
        return self.card


@dataclass(frozen=True, slots=True)
class ChannelReply:
    """Posts a new card in the channel, as a reply to the old one where replies are allowed."""

    client: discord.Client
    card: Card
    channel_id: int
    message: IdempotentMessage
    in_place: ClassVar[bool] = False
    repeatable: ClassVar[bool] = True

    async def send(self, view: ui.LayoutView, files: Files) -> Card:
        channel = self.client.get_partial_messageable(self.channel_id)
        old = self.card.message_id
        # Somebody may have deleted the old card: then Discord posts the message without the reference.
        reference = channel.get_partial_message(old).to_reference(fail_if_not_exists=False) if old else None
        message_id = await self._post(channel, view, files, reference)
        return self.card if message_id == old else self.card.moved(message_id=message_id)

    async def _post(
        self,
        channel: discord.PartialMessageable,
        view: ui.LayoutView,
        files: Files,
        reference: discord.MessageReference | None,
    ) -> int:
        try:
            with _opened(files) as uploads:
                return (await self.message.send(channel, view, uploads, reference)).id
        except discord.HTTPException as error:
            if reference is None or judge(error) is not Verdict.NO_REFERENCE:
                raise
        return await self._post(channel, view, files, None)


@dataclass(frozen=True, slots=True)
class DirectMessage:
    """Sends a new card to the requester as a direct message."""

    client: discord.Client
    card: Card
    user_id: int
    message: IdempotentMessage
    in_place: ClassVar[bool] = False
    repeatable: ClassVar[bool] = True

    async def send(self, view: ui.LayoutView, files: Files) -> Card:
        channel = await self.client.create_dm(discord.Object(self.user_id))
        with _opened(files) as uploads:
            message = await self.message.send(channel, view, uploads)
        if message.id == self.card.message_id:
            return self.card
        return self.card.moved(guild_id=None, channel_id=channel.id, message_id=message.id, bot_in_channel=True)


def transports(client: discord.Client, job: HasCard, tokens: Tokens) -> Iterator[Transport]:
    """The transports that are open for the job's card, best first."""
    card = job.card
    message = IdempotentMessage(client, job, f"card-{job.id}")
    yield from edits(client, job, tokens)
    if card.bot_in_channel and card.channel_id and not card.private:
        yield ChannelReply(client, card, card.channel_id, message)
    yield DirectMessage(client, card, job.user_id, message)


def edits(client: discord.Client, job: HasCard, tokens: Tokens) -> Iterator[Transport]:
    """The transports that edit the card in place. A token that seems expired comes last: our clock may be wrong."""
    card = job.card
    token_edit, is_valid = TokenEdit(client, card), tokens.is_valid(card)
    if is_valid:
        yield token_edit
    if card.editable_as_bot and card.channel_id and card.message_id:
        yield CardEdit(client, card, card.channel_id, card.message_id)
    if not is_valid and tokens.may_be_valid(card):
        yield token_edit


def extra_transports(client: discord.Client, job: HasCard, tokens: Tokens, *, number: int) -> Iterator[Transport]:
    """The transports for an extra message; ``number`` counts the job's messages from 1, the card."""
    card = job.card
    message = IdempotentMessage(client, job, f"more-{job.id}-{number}")
    # A followup has no nonce, so it comes after the reply, for channels that the bot is not in. As everybody in the
    # channel sees it, a private card never uses it.
    if card.bot_in_channel and card.channel_id and not card.private:
        yield ChannelReply(client, card, card.channel_id, message)
    if tokens.may_be_valid(card) and not card.private:
        yield TokenFollowUp(client, card)
    yield DirectMessage(client, card, job.user_id, message)


@contextmanager
def _opened(files: Files) -> Iterator[Sequence[discord.File]]:
    """The uploads, closed afterwards even if the request never read them."""
    uploads = files()
    try:
        yield uploads
    finally:
        for upload in uploads:
            upload.close()
