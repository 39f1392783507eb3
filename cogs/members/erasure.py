"""Deletes the messages of a member who erases their data. A restart continues it."""

from contextlib import suppress
from typing import Any

import discord
from discord import ui

from bot.errors import JobFailed, saving
from bot.jobs.card import Card
from bot.jobs.posts import Posts
from bot.runtime.background import BackgroundTasks
from bot.worker.pending import PendingMessage, PendingMessages
from cogs.cards import notices
from cogs.delivery.messenger import Messenger
from cogs.delivery.placeholders import Placeholders
from cogs.delivery.transports import edits
from cogs.i18n.markdown import Markup
from cogs.interactions.responses import InitialResponses
from cogs.jobs.sweeper import Sweeper


class MessageErasure:
    """Deletes the messages of a member's jobs in the background, and reports the result where the member pressed."""

    def __init__(
        self,
        posts: Posts,
        placeholders: Placeholders,
        pending_messages: PendingMessages,
        sweeper: Sweeper,
        messenger: Messenger,
        responses: InitialResponses,
        tasks: BackgroundTasks,
    ) -> None:
        self._posts = posts
        self._placeholders = placeholders
        self._pending_messages = pending_messages
        self._sweeper = sweeper
        self._messenger = messenger
        self._responses = responses
        self._tasks = tasks

    async def mark(self, user_id: int) -> None:
        """Mark every message of the member's finished jobs for deletion. Raises SaveFailed."""
        with saving():
            await self._posts.doom_all_of(user_id)

    async def start(self, interaction: discord.Interaction[Any]) -> None:
        """Start to delete the marked messages, and say so in place of the page that was pressed."""
        card = self._placeholders.card(interaction, private=True, spoiler=False)
        doomed = sum(post.user_id == interaction.user.id for post in await self._posts.doomed())

        async def show() -> int | None:
            await self._responses.to(interaction).update(self._view(card, "erase-sweeping", doomed))
            return interaction.message.id if interaction.message else None

        pending = await self._pending_messages.begin(
            PendingMessage(str(interaction.id), interaction.user.id, card, erasing=True), show
        )
        self._tasks.start(self.finish(pending), f"delete the cards of user {pending.user_id}")

    async def finish(self, pending: PendingMessage) -> None:
        """Delete the marked messages, and report how many could not be deleted."""
        await self._sweeper.sweep(post for post in await self._posts.doomed() if post.user_id == pending.user_id)
        left = await self._posts.left_of(pending.user_id)
        key = "erase-left" if left else "erase-swept"
        with suppress(JobFailed):
            await self._messenger.deliver(pending, lambda card: self._view(card, key, left), find_transports=edits)
        await self._pending_messages.end(pending)

    def _view(self, card: Card, key: str, messages: int) -> ui.LayoutView:
        t = self._responses.card_translator(card)
        return notices.notice(t("title-erased"), Markup(f"{t('erase-done')}\n{t(key, n=messages)}"))
