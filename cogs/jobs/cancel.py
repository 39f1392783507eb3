"""Cancel: free before the request is sent to imini; afterwards imini draws and bills it all the same."""

from typing import Any

import discord
from discord import ui

from bot.jobs.errors import CannotCancel
from bot.jobs.job import Job
from bot.worker.runner import JobRunner
from cogs.cards import notices
from cogs.cards.custom_ids import Action, custom_id
from cogs.cards.elements import container
from cogs.interactions.permissions import check_manager
from cogs.interactions.responses import InitialResponses


class CancelButtons:
    """The button Cancel, and the button of its confirmation where the credits stay spent."""

    def __init__(self, runner: JobRunner, responses: InitialResponses) -> None:
        self._runner = runner
        self._responses = responses

    async def cancel(self, interaction: discord.Interaction[Any], job: Job) -> None:
        """Cancel a waiting job; for one that imini draws, ask for confirmation, as that saves no credits.

        Raises:
            PermissionDenied: neither its requester nor a moderator pressed.
            CannotCancel: the job is being submitted, or has finished.
            SaveFailed: that can't be stored, so the job goes on.
        """
        check_manager(interaction, job)
        response = self._responses.to(interaction)
        if self._runner.is_drawing(job):
            await response.show(self._confirmation(interaction, job), private=True)
            return
        # First, as the response claims the interaction: another bot may run on the same token.
        await response.acknowledge()
        if not await self._runner.cancel(job.id):
            raise CannotCancel

    async def stop(self, interaction: discord.Interaction[Any], job: Job) -> None:
        """Hide a job that imini draws, once that is confirmed. Raises as ``cancel``."""
        check_manager(interaction, job)
        response = self._responses.to(interaction)
        await response.acknowledge()
        if not await self._runner.hide(job.id):
            raise CannotCancel
        t = self._responses.translator(interaction)
        await response.update(notices.notice(t("title-cancelled"), t("ended-hidden", n=job.cost)))

    def _confirmation(self, interaction: discord.Interaction[Any], job: Job) -> ui.LayoutView:
        t = self._responses.translator(interaction)
        button = ui.Button[ui.LayoutView](
            label=t("button-stop"), style=discord.ButtonStyle.danger, custom_id=custom_id(Action.STOP, job.id)
        )
        text = f"### {t('title-stop')}\n{t('stop-question', n=job.cost)}"
        return container(None, ui.TextDisplay(text), ui.ActionRow(button))
