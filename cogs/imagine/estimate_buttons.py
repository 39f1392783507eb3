"""The buttons of an estimate: Go, what can be afforded, Cheaper and Cancel. Whoever presses pays."""

from typing import Any

import discord

from bot.admission.estimates import Estimate, PendingEstimates
from cogs.cards import notices
from cogs.imagine.estimate import Estimates
from cogs.imagine.rerun import Rerun
from cogs.imagine.submission import Submission
from cogs.interactions.responses import InitialResponses


class EstimateButtons:
    """Handlers of the buttons; each is told the ``key`` by which its estimate waits."""

    def __init__(
        self,
        submission: Submission,
        estimates: Estimates,
        pending: PendingEstimates[discord.Interaction[Any]],
        rerun: Rerun,
        responses: InitialResponses,
    ) -> None:
        self._submission = submission
        self._estimates = estimates
        self._pending = pending
        self._rerun = rerun
        self._responses = responses

    async def go(self, interaction: discord.Interaction[Any], key: str) -> None:
        """Submit the draft. Raises UserError."""
        if estimate := await self._popped(interaction, key):
            await self._submit(interaction, key, estimate)

    async def fit(self, interaction: discord.Interaction[Any], key: str) -> None:
        """Submit what the member can pay for instead of the draft. Raises UserError."""
        if estimate := await self._popped(interaction, key):
            await self._submit(interaction, key, estimate.accepted(estimate.fitting or estimate.draft))

    async def cheaper(self, interaction: discord.Interaction[Any], key: str) -> None:
        """Show the estimate of a cheaper draft instead. Raises UserError."""
        if estimate := await self._popped(interaction, key):
            await self._estimates.replace(interaction, estimate.draft.cheaper() or estimate.draft)

    async def drop(self, interaction: discord.Interaction[Any], key: str) -> None:
        """Forget the draft; nothing was spent."""
        if await self._popped(interaction, key):
            await self._tell(interaction, "title-cancelled", "estimate-dropped")

    async def _popped(
        self, interaction: discord.Interaction[Any], key: str
    ) -> Estimate[discord.Interaction[Any]] | None:
        """The estimate; None, and the member is told so, if it has waited too long."""
        estimate = self._pending.pop(key)
        if estimate is None:
            await self._tell(interaction, "title-refused", "estimate-old")
        return estimate

    async def _submit(
        self, interaction: discord.Interaction[Any], key: str, estimate: Estimate[discord.Interaction[Any]]
    ) -> None:
        """Submit the draft; if it is refused, for want of credits perhaps, a cheaper one can still be chosen."""
        accepted = False
        try:
            accepted = await self._submission.submit(interaction, estimate.draft)
        finally:
            if not accepted:
                self._pending.put_back(key, estimate)
        if accepted:
            await self._estimates.clear(estimate)
            await self._rerun.served(estimate.draft.picker)

    async def _tell(self, interaction: discord.Interaction[Any], title: str, text: str) -> None:
        t = self._responses.translator(interaction)
        await self._responses.to(interaction).update(notices.notice(t(title), t(text)))
