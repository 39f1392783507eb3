"""``/quota``: a member's remaining credits."""

from typing import Any

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.credits.quota import Balance, Quota
from cogs.cards.elements import BLURPLE, bar, container
from cogs.i18n.command_names import localized
from cogs.i18n.markdown import moment
from cogs.i18n.translator import Translator
from cogs.interactions.responses import InitialResponses


class QuotaCog(commands.Cog):
    """Shows members their own balance, never another member's."""

    def __init__(self, quota: Quota, responses: InitialResponses) -> None:
        self._quota = quota
        self._responses = responses

    @app_commands.command(description=localized("Your credits: used, left, and when the next return", "command-quota"))
    async def quota(self, interaction: discord.Interaction[Any]) -> None:
        balance = await self._quota.balance(interaction.user.id)
        t = self._responses.translator(interaction)
        await self._responses.to(interaction).show(_view(balance, t), private=True)


def _view(balance: Balance, t: Translator) -> ui.LayoutView:
    lines = [
        f"### {t('quota-title')}",
        f"{bar(balance.used / balance.limit)} {t('quota-used', used=balance.used, limit=balance.limit)}",
        t("quota-left", n=balance.left),
        t("quota-running", n=balance.running),
        t("quota-back", when=moment(balance.next_at)) if balance.next_at else t("quota-all"),
    ]
    return container(BLURPLE, ui.TextDisplay("\n".join(lines)))
