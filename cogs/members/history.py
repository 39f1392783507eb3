"""``/history``: a member's own jobs, page by page."""

from collections.abc import Awaitable
from functools import partial
from typing import Any, Protocol

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.jobs.errors import UnknownJob
from bot.jobs.job import Job
from bot.jobs.service import JobService
from bot.members.readers import Readers
from cogs.cards import notices
from cogs.i18n.command_names import localized
from cogs.interactions.initial_response import Plain
from cogs.interactions.pages import show_page
from cogs.interactions.permissions import is_requester
from cogs.interactions.responses import InitialResponses
from cogs.members.history_page import JOBS, TEXT_LIMIT, HistoryPage, history_view


class Show(Protocol):
    """Shows a page, or its ``plain`` version if Discord blocks the words on it."""

    def __call__(self, view: ui.LayoutView, *, plain: Plain) -> Awaitable[object]: ...


class HistoryCog(commands.Cog):
    """Shows the pages. Their buttons carry all state, so they work after a restart."""

    def __init__(self, jobs: JobService, responses: InitialResponses, readers: Readers, kept_days: int) -> None:
        self._jobs = jobs
        self._kept_days = kept_days
        self._responses = responses
        self._readers = readers

    @app_commands.command(description=localized("Browse your past pictures; re-roll or remove one", "command-history"))
    @app_commands.describe(text=localized("Only jobs whose prompt contains this", "option-text"))
    async def history(
        self, interaction: discord.Interaction[Any], text: app_commands.Range[str, 1, TEXT_LIMIT] | None = None
    ) -> None:
        """Show the first page privately. Raises AlreadyWaiting."""
        page, show = HistoryPage.first(text or ""), partial(self._responses.to(interaction).show, private=True)
        if page.text:
            with self._readers.reading(interaction.user.id):
                # Respond first: searching a long history may take longer than the 3 s that Discord waits.
                await show(notices.waiting(self._responses.translator(interaction)))
                await self._show(interaction, page, show)
        else:
            await self._show(interaction, page, show)

    async def turn(self, interaction: discord.Interaction[Any], state: str) -> None:
        """Replace the page that was pressed with the one in ``state``. Raises AlreadyWaiting."""
        await self._turn(interaction, state)

    async def _turn(self, interaction: discord.Interaction[Any], state: str, news: str = "") -> None:
        """Likewise, with the ``news`` of what was changed just now, as a key of the catalogues."""
        page = HistoryPage.read(state)
        if page.text:
            with self._readers.reading(interaction.user.id):
                await self._responses.to(interaction).acknowledge()
                await self._show(interaction, page, self._responses.to(interaction).update, news)
        else:
            await self._show(interaction, page, self._responses.to(interaction).update, news)

    async def forget(self, interaction: discord.Interaction[Any], state: str) -> None:
        """Forget the job in ``state``, and show the page that follows it there. Raises UnknownJob, AlreadyWaiting."""
        job_id, _, page = state.partition(":")
        if job := await self._jobs.find(job_id):
            if not is_requester(interaction, job):
                raise UnknownJob
            await self._jobs.forget(job)
        await self._turn(interaction, page, "change-removed")

    async def _show(self, interaction: discord.Interaction[Any], page: HistoryPage, send: Show, news: str = "") -> None:
        """Show the page through ``send``; if its jobs are gone, the page before it, or else the first."""
        jobs: list[Job] = []
        for number in (page.number, max(0, page.number - 1), 0):
            page = HistoryPage(number, page.text)
            if jobs := await self._page(interaction.user.id, page):
                break
        t = self._responses.translator(interaction)
        told = t(news) if news else ""
        draw = partial(history_view, jobs, page, t, interaction.guild_id, told, kept_days=self._kept_days)
        await show_page(partial(send, plain=lambda: draw(plain=True)), draw())

    async def _page(self, user_id: int, page: HistoryPage) -> list[Job]:
        # One more than a page shows tells whether there is a next page.
        return await self._jobs.of_user(user_id, text=page.text, limit=JOBS + 1, offset=page.number * JOBS)
