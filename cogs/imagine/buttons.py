"""What happens when somebody presses a button on a card. Whoever presses pays."""

from typing import Any

import discord

from bot.admission.estimates import Estimate, PendingEstimates
from bot.jobs.service import JobService
from cogs.cards import notices
from cogs.cards.custom_ids import Action
from cogs.imagine.estimate import Estimates
from cogs.imagine.rerun import Rerun
from cogs.imagine.submission import Submission
from cogs.interactions.permissions import ButtonsFor, check_spender
from cogs.interactions.responses import InitialResponses
from cogs.references.signed_urls import PictureLinks
from cogs.toolkit import Buttons

_SPENDING = {Action.AGAIN, Action.EDIT, Action.VARY, Action.SHARPER}


class ButtonRouter:
    """Dispatches presses to what they do, as the features have said in ``buttons``."""

    def __init__(
        self,
        jobs: JobService,
        buttons_for: ButtonsFor,
        buttons: Buttons,
        submission: Submission,
        estimates: Estimates,
        pending: PendingEstimates[discord.Interaction[Any]],
        rerun: Rerun,
        responses: InitialResponses,
        links: PictureLinks,
    ) -> None:
        self._jobs = jobs
        self._buttons_for = buttons_for
        self._buttons = buttons
        self._responses = responses
        self._submission = submission
        self._estimates = estimates
        self._pending = pending
        self._rerun = rerun
        self._links = links

    async def on_button(self, interaction: discord.Interaction[Any], action: Action, job_id: str) -> None:
        """Do what the button says. Raises Refusal."""
        if action in {Action.GO, Action.FIT, Action.CHEAPER, Action.DROP}:
            await self._answer_estimate(interaction, action, job_id)
            return
        if action in self._buttons.on_state:
            await self._buttons.on_state[action](interaction, job_id)
            return
        job = await self._jobs.get(job_id)
        if action in _SPENDING:
            check_spender(interaction, job.user_id, self._buttons_for, declined=job.declined)
        self._links.remember(job, interaction.message)
        await self._buttons.on_job[action](interaction, job)

    async def _answer_estimate(self, interaction: discord.Interaction[Any], action: Action, key: str) -> None:
        estimate = self._pending.pop(key)
        t = self._responses.translator(interaction)
        if estimate is None or action is Action.DROP:
            title, text = ("title-cancelled", "estimate-dropped") if estimate else ("title-refused", "estimate-old")
            await self._responses.to(interaction).update(notices.notice(t(title), t(text)))
        elif action is Action.CHEAPER:
            await self._estimates.replace(interaction, estimate.draft.cheaper() or estimate.draft)
        elif action is Action.FIT and estimate.fitting:
            await self._go(interaction, key, estimate.accepted(estimate.fitting))
        else:
            await self._go(interaction, key, estimate)

    async def _go(
        self, interaction: discord.Interaction[Any], key: str, estimate: Estimate[discord.Interaction[Any]]
    ) -> None:
        """Take the order; one that is refused, for want of credits perhaps, can still be made cheaper."""
        taken = False
        try:
            taken = await self._submission.submit(interaction, estimate.draft)
        finally:
            if not taken:
                self._pending.put_back(key, estimate)
        if taken:
            await self._estimates.clear(estimate)
            await self._rerun.served(estimate.draft.picker)
