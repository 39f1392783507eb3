"""``/quota``: what a member has left to spend."""

from typing import Any

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.credits.quota import Balance
from bot.credits.quota import Quota as Balances
from cogs.cards.elements import BLURPLE, bar, panel
from cogs.i18n.command_names import text
from cogs.i18n.markdown import moment
from cogs.i18n.translator import Words
from cogs.interactions.responses import Answers


class Quota(commands.Cog):
    """Shows a member's own balance, and nobody else's."""

    def __init__(self, quota: Balances, answers: Answers) -> None:
        self._quota = quota
        self._answers = answers

    @app_commands.command(description=text("Your credits: used, left, and when the next return", "command-quota"))
    async def quota(self, interaction: discord.Interaction[Any]) -> None:
        """Show the balance, privately."""
        balance = await self._quota.balance(interaction.user.id)
        words = self._answers.translator(interaction)
        await self._answers.to(interaction).show(_balance(balance, words), private=True)


def _balance(balance: Balance, words: Words) -> ui.LayoutView:
    lines = [
        f"### {words('quota-title')}",
        f"{bar(balance.used / balance.limit)} {words('quota-used', used=balance.used, limit=balance.limit)}",
        words("quota-left", n=balance.left),
        words("quota-running", n=balance.running),
        words("quota-back", when=moment(balance.next_at)) if balance.next_at else words("quota-all"),
    ]
    return panel(BLURPLE, ui.TextDisplay("\n".join(lines)))
