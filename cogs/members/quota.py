"""``/quota``: a member's remaining credits."""

from collections.abc import Iterable
from typing import Any

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.budgets.budgets import Budgets
from bot.budgets.caps import Level, Spending
from bot.credits.quota import Balance, Quota
from bot.errors import UserError
from bot.runtime.clock import Clock
from bot.servers.tiers import Limits
from cogs.cards.elements import BLURPLE, bar, budgets_left, container, credits_return
from cogs.gate.gate import Gate
from cogs.i18n.command_names import localized
from cogs.i18n.error_messages import error_message
from cogs.i18n.server_refusals import limits_text
from cogs.i18n.translator import Translator
from cogs.interactions.permissions import server_of
from cogs.interactions.responses import InitialResponses


class QuotaCog(commands.Cog):
    """Shows members their own balance, never another member's."""

    def __init__(self, quota: Quota, budgets: Budgets, gate: Gate, responses: InitialResponses, clock: Clock) -> None:
        self._quota = quota
        self._budgets = budgets
        self._gate = gate
        self._responses = responses
        self._clock = clock

    @app_commands.command(description=localized("Your credits: used, left, and when the next return", "command-quota"))
    async def quota(self, interaction: discord.Interaction[Any]) -> None:
        user_id, server_id = interaction.user.id, server_of(interaction)
        allowance = await self._budgets.allowance(server_id, user_id, self._clock.now())
        spendings = await self._budgets.spent(allowance)
        limits = await self._gate.limits(interaction)
        balance = await self._quota.balance(user_id, allowance.granted, limits.quota)
        t = self._responses.translator(interaction)
        view = _view(balance, limits, spendings, t, await self._gate.refusal(interaction))
        await self._responses.to(interaction).show(view, private=True)


def _view(
    balance: Balance, limits: Limits, spendings: Iterable[Spending], t: Translator, refusal: UserError | None
) -> ui.LayoutView:
    lines = [
        f"### {t('quota-title')}",
        *([f"⚠️ {error_message(refusal, t)}"] if refusal else []),
        f"{bar(balance.used / max(1, balance.limit))} {t('quota-used', used=balance.used, limit=balance.limit)}",
        t("quota-left", n=balance.left),
        t("quota-running", n=balance.running),
        credits_return(balance, t),
        *([t("quota-roles", limits=limits_text(limits, t))] if limits.are_set else []),
        *budgets_left((spending for spending in spendings if _binds(spending, balance)), t),
    ]
    return container(BLURPLE, ui.TextDisplay("\n".join(lines)))


def _binds(spending: Spending, balance: Balance) -> bool:
    """Whether a cap leaves the member less than their quota does. A cap of their own is shown in any case."""
    return spending.cap.level is Level.MEMBER or spending.left < balance.left
