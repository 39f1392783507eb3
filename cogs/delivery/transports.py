"""The ways by which a card can reach its reader, best first."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import ClassVar, Protocol

import discord
from discord import ui

from bot.jobs.card import Card, HasCard
from cogs.delivery.idempotency import IdempotentMessage
from cogs.interactions.claims import ORIGINAL, WebhookOf, webhook_of
from cogs.memory.tokens import Tokens
from cogs.verdicts import Verdict, judge

Files = Callable[[], Sequence[discord.File]]
"""Makes the uploads of a message, anew for every try."""


class Transport(Protocol):
    """One way to show a view with files; ``send`` returns where the card is afterwards.

    ``in_place`` says that it changes the card where it is, which may be done twice; ``repeatable`` that what may have
    got through can be sent again.
    """

    in_place: ClassVar[bool]
    repeatable: ClassVar[bool]

    @property
    def card(self) -> Card:
        """Where the card is until then."""

    async def send(self, view: ui.LayoutView, files: Files) -> Card:
        """Show it, or raise discord.HTTPException."""


@dataclass(frozen=True, slots=True)
class TokenEdit:
    """Edit the card through the interaction's token, which lives 15 minutes."""

    client: discord.Client
    card: Card
    webhook_of: WebhookOf = webhook_of
    in_place: ClassVar[bool] = True
    repeatable: ClassVar[bool] = True

    async def send(self, view: ui.LayoutView, files: Files) -> Card:
        """Edit the original response."""
        webhook = self.webhook_of(self.client, self.card)
        with _opened(files) as uploads:
            message = await webhook.edit_message(self.card.message_id or ORIGINAL, view=view, attachments=uploads)
        return replace(self.card, message_id=message.id)


@dataclass(frozen=True, slots=True)
class TokenFollowUp:
    """Post a further message through the interaction's token. It has no nonce, and can't be looked for."""

    client: discord.Client
    card: Card
    webhook_of: WebhookOf = webhook_of
    in_place: ClassVar[bool] = False
    repeatable: ClassVar[bool] = False

    async def send(self, view: ui.LayoutView, files: Files) -> Card:
        """Send the message."""
        webhook = self.webhook_of(self.client, self.card)
        with _opened(files) as uploads:
            message = await webhook.send(view=view, files=uploads, wait=True)
        return replace(self.card, message_id=message.id)


@dataclass(frozen=True, slots=True)
class CardEdit:
    """Edit the card as the bot, which needs the bot to be in the channel."""

    client: discord.Client
    card: Card
    channel_id: int
    message_id: int
    in_place: ClassVar[bool] = True
    repeatable: ClassVar[bool] = True

    async def send(self, view: ui.LayoutView, files: Files) -> Card:
        """Edit the message."""
        channel = self.client.get_partial_messageable(self.channel_id)
        with _opened(files) as uploads:
            await channel.get_partial_message(self.message_id).edit(view=view, attachments=uploads)
        return self.card


@dataclass(frozen=True, slots=True)
class ChannelReply:
    """Post a new card into the channel, as a reply to the old one where that is allowed."""

    client: discord.Client
    card: Card
    channel_id: int
    once: IdempotentMessage
    in_place: ClassVar[bool] = False
    repeatable: ClassVar[bool] = True

    async def send(self, view: ui.LayoutView, files: Files) -> Card:
        """Send the message."""
        channel = self.client.get_partial_messageable(self.channel_id)
        old = self.card.message_id
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
                return (await self.once.send(channel, view, uploads, reference)).id
        except discord.HTTPException as error:
            if reference is None or judge(error) is not Verdict.NO_REFERENCE:
                raise
        return await self._post(channel, view, files, None)


@dataclass(frozen=True, slots=True)
class DirectMessage:
    """Send the card to the requester alone."""

    client: discord.Client
    card: Card
    user_id: int
    once: IdempotentMessage
    in_place: ClassVar[bool] = False
    repeatable: ClassVar[bool] = True

    async def send(self, view: ui.LayoutView, files: Files) -> Card:
        """Open the DM and send the message."""
        channel = await self.client.create_dm(discord.Object(self.user_id))
        with _opened(files) as uploads:
            message = await self.once.send(channel, view, uploads)
        if message.id == self.card.message_id:
            return self.card
        return self.card.moved(guild_id=None, channel_id=channel.id, message_id=message.id, bot_in_channel=True)


def transports(client: discord.Client, job: HasCard, tokens: Tokens) -> Iterator[Transport]:
    """The routes that are open for ``job``, best first."""
    card = job.card
    once = IdempotentMessage(client, job, f"card-{job.id}")
    yield from edits(client, job, tokens)
    if card.bot_in_channel and card.channel_id and not card.private:
        yield ChannelReply(client, card, card.channel_id, once)
    yield DirectMessage(client, card, job.user_id, once)


def edits(client: discord.Client, job: HasCard, tokens: Tokens) -> Iterator[Transport]:
    """Those of the routes that change the card where it is. A token that seems to have ended is tried last of them."""
    card = job.card
    by_token, lives = TokenEdit(client, card), tokens.lives(card)
    if lives:
        yield by_token
    if card.editable_as_bot and card.channel_id and card.message_id:
        yield CardEdit(client, card, card.channel_id, card.message_id)
    if not lives and tokens.may_live(card):
        yield by_token


def further_transports(client: discord.Client, job: HasCard, tokens: Tokens, *, number: int) -> Iterator[Transport]:
    """The routes for a message besides the card: the ``number``-th of the job."""
    card = job.card
    once = IdempotentMessage(client, job, f"more-{job.id}-{number}")
    # A follow-up by token would be seen by all, and has no nonce: it is for channels that the bot can't post in.
    if card.bot_in_channel and card.channel_id and not card.private:
        yield ChannelReply(client, card, card.channel_id, once)
    if tokens.may_live(card) and not card.private:
        yield TokenFollowUp(client, card)
    yield DirectMessage(client, card, job.user_id, once)


@contextmanager
def _opened(files: Files) -> Iterator[Sequence[discord.File]]:
    """The uploads, closed afterwards whether they were read or not."""
    uploads = files()
    try:
        yield uploads
    finally:
        for upload in uploads:
            upload.close()
