"""Cancel: free while nothing was sent; afterwards it hides the job, which imini goes on to draw and to bill."""

from typing import Any

import discord
from discord import ui

from bot.jobs.errors import CannotCancel
from bot.jobs.job import Job
from bot.worker.runner import JobRunner
from cogs.cards import notices
from cogs.cards.custom_ids import Action, custom_id
from cogs.cards.elements import YELLOW, container
from cogs.interactions.permissions import check_manager
from cogs.interactions.responses import InitialResponses


class Cancelling:
    """Handlers of the button Cancel and of the question that follows where it would not be free."""

    def __init__(self, responses: InitialResponses, runner: JobRunner) -> None:
        self._responses = responses
        self._runner = runner

    async def cancel(self, interaction: discord.Interaction[Any], job: Job) -> None:
        """End a job that waits; of one that imini draws, ask first, as it costs the same either way."""
        check_manager(interaction, job)
        response = self._responses.to(interaction)
        if self._runner.is_drawing(job.id):
            await response.show(self._question(interaction, job), private=True)
            return
        await response.acknowledge()
        if not await self._runner.cancel(job.id):
            raise CannotCancel

    async def stop(self, interaction: discord.Interaction[Any], job: Job) -> None:
        """Hide a job that imini draws, as the answer to the question."""
        check_manager(interaction, job)
        response = self._responses.to(interaction)
        await response.acknowledge()
        if not await self._runner.hide(job.id):
            raise CannotCancel
        t = self._responses.translator(interaction)
        await response.update(notices.notice(t("title-cancelled"), t("ended-hidden")))

    def _question(self, interaction: discord.Interaction[Any], job: Job) -> ui.LayoutView:
        t = self._responses.translator(interaction)
        button = ui.Button[ui.LayoutView](
            label=t("button-stop"), style=discord.ButtonStyle.danger, custom_id=custom_id(Action.STOP, job.id)
        )
        text = f"### {t('title-stop')}\n{t('stop-question', n=job.cost)}"
        return container(YELLOW, ui.TextDisplay(text), ui.ActionRow(button))
