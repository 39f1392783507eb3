"""The buttons of an estimate: Go, what the member can afford instead, Cheaper and Cancel."""

from typing import Any

import discord

from bot.admission.estimates import Estimate, PendingEstimates
from cogs.cards import notices
from cogs.imagine.estimate import Estimates
from cogs.imagine.rerun import RerunButtons
from cogs.imagine.submission import Submission
from cogs.interactions.responses import InitialResponses


class EstimateButtons:
    """The buttons, each called with the ``key`` of its estimate. A restart forgets estimates, as nothing was spent."""

    def __init__(
        self,
        pending: PendingEstimates[discord.Interaction[Any]],
        estimates: Estimates,
        submission: Submission,
        rerun: RerunButtons,
        responses: InitialResponses,
    ) -> None:
        self._pending = pending
        self._estimates = estimates
        self._submission = submission
        self._rerun = rerun
        self._responses = responses

    async def go(self, interaction: discord.Interaction[Any], key: str) -> None:
        """Start the job that was estimated. Raises UserError."""
        if estimate := await self._take(interaction, key):
            await self._submit(interaction, key, estimate)

    async def fit(self, interaction: discord.Interaction[Any], key: str) -> None:
        """Start the job that the member can afford in place of the estimated one. Raises UserError."""
        if estimate := await self._take(interaction, key):
            await self._submit(interaction, key, estimate.accepted(estimate.fitting or estimate.draft))

    async def cheaper(self, interaction: discord.Interaction[Any], key: str) -> None:
        """Show the estimate of a job that is one step cheaper in its place. Raises UserError."""
        if estimate := await self._take(interaction, key):
            await self._estimates.replace(interaction, estimate.draft.cheaper() or estimate.draft)

    async def cancel(self, interaction: discord.Interaction[Any], key: str) -> None:
        """Drop the draft."""
        if await self._take(interaction, key):
            t = self._responses.translator(interaction)
            view = notices.notice(t("title-cancelled"), t("estimate-dropped"))
            await self._responses.to(interaction).update(view)

    async def _take(self, interaction: discord.Interaction[Any], key: str) -> Estimate[discord.Interaction[Any]] | None:
        """Take the estimate out of the store, so that no other press can start its job; None if it has expired."""
        estimate = self._pending.pop(key)
        if estimate is None:
            t = self._responses.translator(interaction)
            await self._responses.to(interaction).update(notices.notice(t("title-refused"), t("estimate-old")))
        return estimate

    async def _submit(
        self, interaction: discord.Interaction[Any], key: str, estimate: Estimate[discord.Interaction[Any]]
    ) -> None:
        accepted = False
        try:
            accepted = await self._submission.submit(interaction, estimate.draft)
        finally:
            # A refused estimate stays valid: the member may choose a cheaper one.
            if not accepted:
                self._pending.put_back(key, estimate)
        if accepted:
            await self._estimates.clear(estimate)
            await self._rerun.close_picker(estimate.draft.picker)
