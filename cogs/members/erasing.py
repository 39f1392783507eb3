"""Cards taken away at their requester's wish, together with what is known of them; carried on by the next run."""

from contextlib import suppress
from typing import Any

import discord
from discord import ui

from bot.errors import JobFailed, SaveFailed, StorageError
from bot.jobs.card import Card
from bot.jobs.posts import Posts
from bot.runtime.background import BackgroundTasks
from bot.runtime.clock import Clock
from bot.worker.pending import PendingMessage, PendingMessages
from cogs.cards import notices
from cogs.delivery.interaction_card import card_of
from cogs.delivery.messenger import Messenger
from cogs.delivery.transports import edits
from cogs.i18n.catalog import Catalogs
from cogs.i18n.markdown import Markup
from cogs.interactions.responses import InitialResponses
from cogs.jobs.sweeper import Sweeper


class Erasing:
    """Deletes the messages of a member's jobs in the background, and says on the answer what came of it."""

    def __init__(
        self,
        posts: Posts,
        pending_messages: PendingMessages,
        catalogs: Catalogs,
        responses: InitialResponses,
        messenger: Messenger,
        sweeper: Sweeper,
        tasks: BackgroundTasks,
        clock: Clock,
    ) -> None:
        self._posts = posts
        self._pending_messages = pending_messages
        self._catalogs = catalogs
        self._responses = responses
        self._messenger = messenger
        self._sweeper = sweeper
        self._tasks = tasks
        self._clock = clock

    async def doom(self, user_id: int) -> None:
        """Have all that shows a member's finished jobs deleted. Raises NotSaved."""
        try:
            await self._posts.doom_all_of(user_id)
        except StorageError as error:
            raise SaveFailed from error

    async def start(self, interaction: discord.Interaction[Any]) -> None:
        """Begin to delete what is doomed of the member, and show so in place of the page that was pressed."""
        card = card_of(interaction, self._clock.now(), private=True, spoiler=False)
        doomed = sum(post.user_id == interaction.user.id for post in await self._posts.doomed())

        async def show() -> int | None:
            await self._responses.to(interaction).update(self._view(card, "erase-sweeping", doomed))
            return interaction.message.id if interaction.message else None

        pending = await self._pending_messages.begin(
            PendingMessage(str(interaction.id), interaction.user.id, card, erasing=True), show
        )
        self._tasks.start(self.finish(pending), f"delete the cards of user {pending.user_id}")

    async def finish(self, pending: PendingMessage) -> None:
        """Delete what is doomed of a member, and tell how much is left."""
        await self._sweeper.sweep(post for post in await self._posts.doomed() if post.user_id == pending.user_id)
        left = await self._posts.left_of(pending.user_id)
        key = "erase-left" if left else "erase-swept"
        with suppress(JobFailed):
            await self._messenger.deliver(pending, lambda card: self._view(card, key, left), find_transports=edits)
        await self._pending_messages.end(pending)

    def _view(self, card: Card, key: str, messages: int) -> ui.LayoutView:
        t = self._catalogs(card.locale)
        return notices.notice(t("title-erased"), Markup(f"{t('erase-done')}\n{t(key, n=messages)}"))
