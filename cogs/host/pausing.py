"""``/bot pause`` and ``resume``: whether new requests are accepted, in all servers and processes."""

from typing import Any

import discord
from discord import app_commands

from bot.host.decisions import LONGEST_REASON
from bot.host.errors import NotPaused
from bot.host.store import HostStore
from bot.runtime.clock import Clock
from cogs.cards.notices import notice
from cogs.i18n.command_names import localized
from cogs.i18n.markdown import joined, moment
from cogs.interactions.responses import InitialResponses
from cogs.servers.durations import seconds_in


class PauseCommands:
    """Stops and starts intake. Open jobs finish, and what is a member's own stays open."""

    def __init__(self, host: HostStore, responses: InitialResponses, clock: Clock) -> None:
        self._host = host
        self._responses = responses
        self._clock = clock

    def add_to(self, group: app_commands.Group) -> None:
        """Add the commands to ``/bot``."""
        stop = localized("Accept no new requests anywhere; open jobs finish", "command-bot-pause")
        start = localized("Accept requests again", "command-bot-resume")
        group.add_command(app_commands.Command(name="pause", description=stop, callback=self.pause))
        group.add_command(app_commands.Command(name="resume", description=start, callback=self.resume))

    @app_commands.describe(
        duration=localized(
            "For how long, such as 30m, 12h or 7d (default: until /bot resume)",
            "option-pause-duration",
        ),
        reason=localized("The reason; members see it", "option-pause-reason"),
    )
    async def pause(
        self,
        interaction: discord.Interaction[Any],
        duration: str | None = None,
        reason: app_commands.Range[str, 1, LONGEST_REASON] | None = None,
    ) -> None:
        """Pause the bot, in place of an earlier pause. Raises UserError."""
        until = self._clock.now() + seconds_in(duration) if duration else None
        pause = await self._host.pause(interaction.user.id, until, reason or "")
        t = self._responses.translator(interaction)
        end = t("pause-until", when=moment(until, "f")) if until else t("pause-open")
        why = t("blocked-reason", reason=pause.reason) if pause.reason else ""
        view = notice(t("title-pause"), joined(t("pause-done"), end, why))
        await self._responses.to(interaction).show(view, private=True)

    async def resume(self, interaction: discord.Interaction[Any]) -> None:
        """Raises NotPaused, SaveFailed."""
        if not await self._host.resume(interaction.user.id):
            raise NotPaused
        t = self._responses.translator(interaction)
        await self._responses.to(interaction).show(notice(t("title-resumed"), t("resume-done")), private=True)
