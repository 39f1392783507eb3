"""The private estimate that asks for confirmation before an expensive job starts."""

from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import Any

import discord
from discord import ui

from bot.admission.admission import AdmissionControl
from bot.admission.draft import Draft
from bot.admission.estimates import Estimate, PendingEstimates
from bot.credits.errors import QuotaExceeded
from bot.credits.quota import Quota
from bot.net.errors import NETWORK_ERRORS
from bot.worker.eta import DurationEstimator
from cogs.cards.custom_ids import Action, custom_id
from cogs.i18n.error_messages import error_message
from cogs.i18n.translator import Translator
from cogs.imagine import estimate_view
from cogs.interactions.initial_response import InitialResponse
from cogs.interactions.pages import Draw
from cogs.interactions.responses import InitialResponses


class Estimates:
    """Shows what drafts would cost, and stores them until the member presses a button."""

    def __init__(
        self,
        admission: AdmissionControl,
        quota: Quota,
        estimator: DurationEstimator,
        confirm_above: int | None,
        pending: PendingEstimates[discord.Interaction[Any]],
        responses: InitialResponses,
    ) -> None:
        self._admission = admission
        self._quota = quota
        self._estimator = estimator
        self._confirm_above = confirm_above
        self._responses = responses
        self._pending = pending

    def needed(self, draft: Draft) -> bool:
        """Whether the job costs more than ``CONFIRM_CREDITS``."""
        return self._confirm_above is not None and self._admission.price(draft.settings) > self._confirm_above

    async def affordable(self, user_id: int, draft: Draft) -> bool:
        """Whether the member has enough credits. Raises TooManyRunning."""
        try:
            await self._quota.check(user_id, self._admission.price(draft.settings))
        except QuotaExceeded:
            return False
        return True

    async def show(self, interaction: discord.Interaction[Any], draft: Draft) -> None:
        """Show an estimate that only the member sees.

        A confirmed draft that the member can no longer afford replaces the estimate that was pressed.

        Raises:
            QuotaExceeded: the member can't afford even the cheapest version of ``draft``.
            TooManyRunning: the member can start no job now.
        """
        key, draw = await self._prepare(interaction, draft)
        response = self._responses.to(interaction)
        if draft.confirmed:
            await response.update(draw(plain=draft.plain), plain=lambda: draw(plain=True))
        else:
            await response.show(draw(plain=draft.plain), private=True, plain=lambda: draw(plain=True))
        self._keep_plain(key, response)

    async def replace(self, interaction: discord.Interaction[Any], draft: Draft) -> None:
        """Replace the estimate that was pressed with one for ``draft``. Raises as ``show``."""
        key, draw = await self._prepare(interaction, draft)
        response = self._responses.to(interaction)
        await response.update(draw(plain=draft.plain), plain=lambda: draw(plain=True))
        self._keep_plain(key, response)

    async def clear(self, estimate: Estimate[discord.Interaction[Any]]) -> None:
        """Delete an estimate whose job has started. If that fails, its buttons say that it expired."""
        with suppress(discord.HTTPException, *NETWORK_ERRORS):
            await self._responses.to(estimate.shown).delete()

    def _keep_plain(self, key: str, response: InitialResponse) -> None:
        """If Discord blocked the prompt on the estimate, leave it out of the job's card as well."""
        if response.plain:
            self._pending.mark_blocked(key)

    async def _prepare(self, interaction: discord.Interaction[Any], draft: Draft) -> tuple[str, Draw]:
        """Store the estimate; returns its key and the function that draws it."""
        user_id, price = interaction.user.id, self._admission.price
        t = self._responses.translator(interaction)
        fitting = None
        try:
            await self._quota.check(user_id, price(draft.settings))
        except QuotaExceeded as error:
            fitting = draft.within(error.left, price)
            if fitting is None:
                raise
            title, lines = t("title-refused"), [error_message(error, t)]
        else:
            balance = await self._quota.balance(user_id)
            expected = self._estimator.expected(draft.settings)
            title, lines = (
                t("title-estimate"),
                estimate_view.price_lines(price(draft.settings), balance, expected, t),
            )
        key = self._pending.add(Estimate(draft, user_id, interaction, fitting))
        buttons = list(self._buttons(draft, fitting, key, t))
        return key, partial(estimate_view.estimate, draft.settings, draft.prompt, t, title, lines, buttons)

    def _buttons(self, draft: Draft, fitting: Draft | None, key: str, t: Translator) -> Iterator[ui.Button[Any]]:
        """Go, or what the member can afford instead; then Cheaper and Cancel."""
        if fitting:
            label = estimate_view.price_label(fitting.settings, self._admission.price(fitting.settings), t)
            yield ui.Button(label=label, style=discord.ButtonStyle.success, custom_id=custom_id(Action.FIT, key))
        else:
            label = t("button-go")
            yield ui.Button(label=label, style=discord.ButtonStyle.success, custom_id=custom_id(Action.GO, key))
        if draft.cheaper():
            yield ui.Button(label=t("button-cheaper"), custom_id=custom_id(Action.CHEAPER, key))
        yield ui.Button(label=t("button-drop"), custom_id=custom_id(Action.DROP, key))
