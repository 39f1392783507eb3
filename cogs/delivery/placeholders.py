"""Placeholder cards: shown in response to an interaction before the bot has what they will show."""

from contextlib import AbstractAsyncContextManager
from typing import Any

import discord
from discord import ui

from bot.jobs.card import Card
from bot.runtime.clock import Clock
from bot.worker.pending import PendingMessage, PendingMessages
from cogs.gate.gate import Gate
from cogs.interactions.initial_response import Plain
from cogs.interactions.responses import InitialResponses
from cogs.memory.tokens import TOKEN_LIFETIME


class Placeholders:
    """Stores each card before it is shown, so that after a crash the next start can say that it was interrupted."""

    def __init__(
        self, pending_messages: PendingMessages, responses: InitialResponses, gate: Gate, clock: Clock
    ) -> None:
        self._gate = gate
        self._pending_messages = pending_messages
        self._responses = responses
        self._clock = clock

    def card(
        self,
        interaction: discord.Interaction[Any],
        *,
        private: bool,
        spoiler: bool,
        plain: bool = False,
        mark: int = 0,
    ) -> Card:
        """The card that will respond to ``interaction``. Its message has no id yet; ``mark`` recognises it."""
        # A user-installed bot is used in places where it can't post: other servers, and chats between members.
        in_dm_with_bot = interaction.guild_id is None and interaction.context.dm_channel
        return Card(
            application_id=interaction.application_id,
            token=interaction.token,
            token_expires=self._clock.now() + TOKEN_LIFETIME,
            channel_id=interaction.channel_id,
            guild_id=interaction.guild_id,
            locale=str(interaction.locale),
            private=private,
            spoiler=self._gate.spoiler(interaction, chosen=spoiler),
            bot_in_channel=interaction.is_guild_integration() or bool(in_dm_with_bot),
            upload_limit=interaction.filesize_limit,
            mark=mark,
            plain=plain,
            announcement=self._gate.announcement(interaction),
        )

    async def show(
        self,
        interaction: discord.Interaction[Any],
        card: Card,
        view: ui.LayoutView,
        *,
        plain: Plain | None = None,
        placeholder: bool = False,
    ) -> PendingMessage:
        """Store ``card``, then show ``view`` on it; ``plain`` and ``placeholder`` as in ``InitialResponse.show``.

        Raises:
            AlreadyHandled: the interaction has a card already, or another bot has responded to it.
            StorageUnavailable: the card can't be stored, and was not shown.
            discord.HTTPException, or one of NETWORK_ERRORS: Discord did not accept it.
        """
        response = self._responses.to(interaction)
        return await self._pending_messages.begin(
            PendingMessage(str(interaction.id), interaction.user.id, card),
            lambda: response.show(view, private=card.private, plain=plain, placeholder=placeholder),
        )

    def under_way(self, pending: PendingMessage) -> AbstractAsyncContextManager[None]:
        """Delete the record of ``pending`` on exit, also on errors; if the process dies, the next start finds it."""
        return self._pending_messages.under_way(pending)
