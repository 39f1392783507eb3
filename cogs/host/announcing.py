"""``/bot announce``: one line under new cards, never a post."""

from typing import Any

import discord
from discord import app_commands

from bot.host.decisions import LONGEST_ANNOUNCEMENT
from bot.host.errors import NoAnnouncement
from bot.host.store import HostStore
from bot.runtime.clock import Clock
from cogs.cards.notices import notice
from cogs.i18n.command_names import localized
from cogs.i18n.markdown import Markup, joined, moment
from cogs.interactions.responses import InitialResponses

DAY = 86_400.0
MOST_DAYS = 365


class AnnounceCommand:
    """Sets the line, or removes it. Cards that are there already keep what they show."""

    def __init__(self, host: HostStore, responses: InitialResponses, clock: Clock) -> None:
        self._host = host
        self._responses = responses
        self._clock = clock

    def add_to(self, group: app_commands.Group) -> None:
        """Add the command to ``/bot``."""
        about = localized("Show a line under new cards, or remove it", "command-bot-announce")
        group.add_command(app_commands.Command(name="announce", description=about, callback=self.announce))

    @app_commands.describe(
        text=localized("The line to show (leave out to remove the current one)", "option-announce-text"),
        days=localized("For how many days (default: until you remove it)", "option-announce-days"),
    )
    async def announce(
        self,
        interaction: discord.Interaction[Any],
        text: app_commands.Range[str, 1, LONGEST_ANNOUNCEMENT] | None = None,
        days: app_commands.Range[int, 1, MOST_DAYS] | None = None,
    ) -> None:
        """Raises NoAnnouncement, SaveFailed."""
        t, by = self._responses.translator(interaction), interaction.user.id
        if not (text or "").strip():
            if not await self._host.withdraw(by):
                raise NoAnnouncement
            view = notice(t("title-announcement"), joined(t("change-removed"), t("announcement-removed")))
        else:
            until = self._clock.now() + days * DAY if days else None
            announcement = await self._host.announce(by, until, text or "")
            end = t("announcement-until", when=moment(until, "f")) if until else t("announcement-open")
            line = t("card-announcement", text=announcement.text)
            view = notice(t("title-announcement"), Markup(f"{joined(t('change-saved'), end)}\n{line}"))
        await self._responses.to(interaction).show(view, private=True)
