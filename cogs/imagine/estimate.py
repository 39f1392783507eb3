"""Before much is spent: a private estimate with Go, Cheaper and Cancel."""

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
    """Shows what orders would cost, and leaves them to wait for a Go."""

    def __init__(
        self,
        admission: AdmissionControl,
        quota: Quota,
        estimator: DurationEstimator,
        above: int | None,
        pending: PendingEstimates[discord.Interaction[Any]],
        responses: InitialResponses,
    ) -> None:
        self._admission = admission
        self._quota = quota
        self._estimator = estimator
        self._above = above
        self._responses = responses
        self._pending = pending

    def needed(self, draft: Draft) -> bool:
        """Whether ``order`` costs so much that the member is asked first."""
        return self._above is not None and self._admission.price(draft.settings) > self._above

    async def affordable(self, user_id: int, draft: Draft) -> bool:
        """Whether the member has the credits for ``order``. Raises TooManyRunning."""
        try:
            await self._quota.check(user_id, self._admission.price(draft.settings))
        except QuotaExceeded:
            return False
        return True

    async def show(self, interaction: discord.Interaction[Any], draft: Draft) -> None:
        """Answer with an estimate that only the member sees; a Go that can't be afforded turns into it.

        Raises:
            QuotaExceeded: the member can pay for nothing like ``order``.
            TooManyRunning: nor could anything else start now.
        """
        key, draw = await self._drawing(interaction, draft)
        response = self._responses.to(interaction)
        if draft.confirmed:
            await response.update(draw(plain=draft.plain), plain=lambda: draw(plain=True))
        else:
            await response.show(draw(plain=draft.plain), private=True, plain=lambda: draw(plain=True))
        self._note(key, response)

    async def replace(self, interaction: discord.Interaction[Any], draft: Draft) -> None:
        """Show another estimate in place of the one that was pressed."""
        key, draw = await self._drawing(interaction, draft)
        response = self._responses.to(interaction)
        await response.update(draw(plain=draft.plain), plain=lambda: draw(plain=True))
        self._note(key, response)

    async def clear(self, estimate: Estimate[discord.Interaction[Any]]) -> None:
        """Take an estimate that was answered away. Where Discord does not, its buttons say that it is void."""
        with suppress(discord.HTTPException, *NETWORK_ERRORS):
            await self._responses.to(estimate.shown).delete()

    def _note(self, key: str, response: InitialResponse) -> None:
        """Let the card, if there will be one, do without the words that the estimate had to do without."""
        if response.plain:
            self._pending.mark_blocked(key)

    async def _drawing(self, interaction: discord.Interaction[Any], draft: Draft) -> tuple[str, Draw]:
        """The key by which the estimate waits from now on, and what draws it."""
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
        """Go, or in its place what can be afforded; what is cheaper; and the way out."""
        if fitting:
            label = estimate_view.price_label(fitting.settings, self._admission.price(fitting.settings), t)
            yield ui.Button(label=label, style=discord.ButtonStyle.success, custom_id=custom_id(Action.FIT, key))
        else:
            label = t("button-go")
            yield ui.Button(label=label, style=discord.ButtonStyle.success, custom_id=custom_id(Action.GO, key))
        if draft.cheaper():
            yield ui.Button(label=t("button-cheaper"), custom_id=custom_id(Action.CHEAPER, key))
        yield ui.Button(label=t("button-drop"), custom_id=custom_id(Action.DROP, key))
