"""Before much is spent: a private estimate with Go, Cheaper and Cancel."""

from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import Any

import discord
from discord import ui

from bot.admission.admission import Pipeline
from bot.admission.draft import Order
from bot.admission.estimates import Estimate, PendingEstimates
from bot.credits.errors import QuotaExceeded
from bot.credits.quota import Quota
from bot.net.errors import NETWORK_ERRORS
from bot.worker.eta import Durations
from cogs.cards import job_card
from cogs.cards.custom_ids import Action, custom_id
from cogs.cards.pages import Draw
from cogs.i18n.error_messages import refusal
from cogs.i18n.translator import Words
from cogs.interactions.answer import Answer
from cogs.interactions.responses import Answers


class Estimates:
    """Shows what orders would cost, and leaves them to wait for a Go."""

    def __init__(
        self,
        pipeline: Pipeline,
        quota: Quota,
        durations: Durations,
        above: int | None,
        pending: PendingEstimates[discord.Interaction[Any]],
        answers: Answers,
    ) -> None:
        self._pipeline = pipeline
        self._quota = quota
        self._durations = durations
        self._above = above
        self._answers = answers
        self._pending = pending

    def needed(self, order: Order) -> bool:
        """Whether ``order`` costs so much that the member is asked first."""
        return self._above is not None and self._pipeline.price(order.settings) > self._above

    async def affordable(self, user_id: int, order: Order) -> bool:
        """Whether the member has the credits for ``order``. Raises TooManyRunning."""
        try:
            await self._quota.check(user_id, self._pipeline.price(order.settings))
        except QuotaExceeded:
            return False
        return True

    async def show(self, interaction: discord.Interaction[Any], order: Order) -> None:
        """Answer with an estimate that only the member sees; a Go that can't be afforded turns into it.

        Raises:
            QuotaExceeded: the member can pay for nothing like ``order``.
            TooManyRunning: nor could anything else start now.
        """
        key, draw = await self._drawing(interaction, order)
        answer = self._answers.to(interaction)
        if order.confirmed:
            await answer.update(draw(plain=order.plain), plain=lambda: draw(plain=True))
        else:
            await answer.show(draw(plain=order.plain), private=True, plain=lambda: draw(plain=True))
        self._note(key, answer)

    async def replace(self, interaction: discord.Interaction[Any], order: Order) -> None:
        """Show another estimate in place of the one that was pressed."""
        key, draw = await self._drawing(interaction, order)
        answer = self._answers.to(interaction)
        await answer.update(draw(plain=order.plain), plain=lambda: draw(plain=True))
        self._note(key, answer)

    async def clear(self, estimate: Estimate[discord.Interaction[Any]]) -> None:
        """Take an estimate that was answered away. Where Discord does not, its buttons say that it is void."""
        with suppress(discord.HTTPException, *NETWORK_ERRORS):
            await self._answers.to(estimate.shown).take_away()

    def _note(self, key: str, answer: Answer) -> None:
        """Let the card, if there will be one, do without the words that the estimate had to do without."""
        if answer.plain:
            self._pending.blocked(key)

    async def _drawing(self, interaction: discord.Interaction[Any], order: Order) -> tuple[str, Draw]:
        """The key by which the estimate waits from now on, and what draws it."""
        user_id, price = interaction.user.id, self._pipeline.price
        words = self._answers.translator(interaction)
        fitting = None
        try:
            await self._quota.check(user_id, price(order.settings))
        except QuotaExceeded as error:
            fitting = order.within(error.left, price)
            if fitting is None:
                raise
            title, lines = words("title-refused"), [refusal(error, words)]
        else:
            balance = await self._quota.balance(user_id)
            expected = self._durations.expected(order.settings)
            title, lines = (
                words("title-estimate"),
                job_card.price_lines(price(order.settings), balance, expected, words),
            )
        key = self._pending.add(Estimate(order, user_id, interaction, fitting))
        buttons = list(self._buttons(order, fitting, key, words))
        return key, partial(job_card.estimate, order.settings, order.prompt, words, title, lines, buttons)

    def _buttons(self, order: Order, fitting: Order | None, key: str, words: Words) -> Iterator[ui.Button[Any]]:
        """Go, or in its place what can be afforded; what is cheaper; and the way out."""
        if fitting:
            label = job_card.offer(fitting.settings, self._pipeline.price(fitting.settings), words)
            yield ui.Button(label=label, style=discord.ButtonStyle.success, custom_id=custom_id(Action.FIT, key))
        else:
            label = words("button-go")
            yield ui.Button(label=label, style=discord.ButtonStyle.success, custom_id=custom_id(Action.GO, key))
        if order.cheaper():
            yield ui.Button(label=words("button-cheaper"), custom_id=custom_id(Action.CHEAPER, key))
        yield ui.Button(label=words("button-drop"), custom_id=custom_id(Action.DROP, key))
