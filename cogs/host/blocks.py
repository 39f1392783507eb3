"""``/bot block``, ``unblock`` and ``blocks``: who may not use the bot anywhere."""

from typing import Any, ClassVar

import discord
from discord import app_commands

from bot.errors import UserError
from bot.host.errors import CannotBlockHost, NotBlockedEverywhere
from bot.runtime.clock import Clock
from bot.servers.acts import EVERYWHERE
from bot.servers.blocks import Blocks
from cogs.gate.hosts import Hosts
from cogs.i18n.command_names import localized
from cogs.interactions.responses import InitialResponses
from cogs.servers.blocks import BlockCommands, Someone


class BlocksEverywhere(BlockCommands):
    """The host's blocks. They hold in every server and outside; what is a member's own stays open to the blocked."""

    everywhere: ClassVar[bool] = True
    not_blocked: ClassVar[type[UserError]] = NotBlockedEverywhere

    def __init__(self, blocks: Blocks, hosts: Hosts, responses: InitialResponses, clock: Clock) -> None:
        super().__init__(blocks, responses, clock)
        self._hosts = hosts

    def add_to(self, group: app_commands.Group) -> None:
        """Add the commands to ``/bot``."""
        self._add(
            group,
            localized("Stop a user from using the bot anywhere", "command-bot-block"),
            localized("Let a user use the bot again", "command-bot-unblock"),
            localized("See who is blocked everywhere", "command-bot-blocks"),
        )

    def _place(self, interaction: discord.Interaction[Any]) -> int:  # noqa: ARG002 - wherever the host says it
        return EVERYWHERE

    async def _check(self, user: Someone) -> None:
        """Raise CannotBlockHost for the host and for bots, and OwnerUnknown."""
        if user.bot or await self._hosts.is_host(user.id):
            raise CannotBlockHost
