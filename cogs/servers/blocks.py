"""``/server block``, ``unblock`` and ``blocks``: who may not use the bot in this server."""

from typing import Any, ClassVar

import discord
from discord import app_commands

from bot.errors import UserError
from bot.runtime.clock import Clock
from bot.servers.blocks import LONGEST_REASON, Blocks
from bot.servers.errors import CannotBlock, NotBlocked
from cogs.cards.elements import mention
from cogs.cards.notices import notice
from cogs.gate.entrance import server_of
from cogs.i18n.command_names import localized
from cogs.i18n.markdown import Markup
from cogs.interactions.responses import InitialResponses
from cogs.servers.block_list import block_done, block_list
from cogs.servers.durations import seconds_in

Someone = discord.Member | discord.User


class BlockCommands:
    """Blocks users and lifts blocks. The blocked are told why when they next try; nobody else is told.

    It does so in the server where it is used; a subclass does so ``everywhere``.
    """

    everywhere: ClassVar[bool] = False
    not_blocked: ClassVar[type[UserError]] = NotBlocked

    def __init__(self, blocks: Blocks, responses: InitialResponses, clock: Clock) -> None:
        self._blocks = blocks
        self._responses = responses
        self._clock = clock

    def add_to(self, group: app_commands.Group) -> None:
        """Add the commands to ``/server``."""
        self._add(
            group,
            localized("Stop a member from using the bot here", "command-server-block"),
            localized("Let a member use the bot here again", "command-server-unblock"),
            localized("See who is blocked here", "command-server-blocks"),
        )

    @app_commands.describe(
        user=localized("Whom to block", "option-block-user"),
        duration=localized("For how long, such as 12h, 7d or 4w (default: permanent)", "option-block-duration"),
        reason=localized("The reason; the member sees it", "option-block-reason"),
    )
    async def block(
        self,
        interaction: discord.Interaction[Any],
        user: Someone,
        duration: str | None = None,
        reason: app_commands.Range[str, 1, LONGEST_REASON] | None = None,
    ) -> None:
        """Block ``user``, in place of an earlier block. Raises UserError."""
        place = self._place(interaction)
        await self._check(user)
        until = self._clock.now() + seconds_in(duration) if duration else None
        block = await self._blocks.block(place, user.id, interaction.user.id, until, reason or "")
        t = self._responses.translator(interaction)
        await self._tell(interaction, "title-blocked", block_done(block, t, everywhere=self.everywhere))

    @app_commands.describe(user=localized("Whom to unblock", "option-unblock-user"))
    async def unblock(self, interaction: discord.Interaction[Any], user: Someone) -> None:
        """End the block of ``user``. Raises UserError."""
        if not await self._blocks.unblock(self._place(interaction), user.id, interaction.user.id):
            raise self.not_blocked
        t = self._responses.translator(interaction)
        done = "unblock-everywhere-done" if self.everywhere else "unblock-done"
        await self._tell(interaction, "title-unblocked", t(done, member=mention(user.id)))

    async def list_blocks(self, interaction: discord.Interaction[Any]) -> None:
        blocks = await self._blocks.holding(self._place(interaction))
        view = block_list(blocks, self._responses.translator(interaction), everywhere=self.everywhere)
        await self._responses.to(interaction).show(view, private=True)

    def _add(
        self,
        group: app_commands.Group,
        stop: app_commands.locale_str,
        allow: app_commands.locale_str,
        see: app_commands.locale_str,
    ) -> None:
        command = app_commands.Command
        group.add_command(command(name="block", description=stop, callback=self.block))
        group.add_command(command(name="unblock", description=allow, callback=self.unblock))
        group.add_command(command(name="blocks", description=see, callback=self.list_blocks))

    def _place(self, interaction: discord.Interaction[Any]) -> int:
        """Where blocks hold: the id of a server, or EVERYWHERE."""
        return server_of(interaction)

    async def _check(self, user: Someone) -> None:
        """Raise CannotBlock for a bot, and for who manages the server and could lift the block."""
        permissions = user.resolved_permissions if isinstance(user, discord.Member) else None
        if user.bot or (permissions and (permissions.manage_guild or permissions.administrator)):
            raise CannotBlock

    async def _tell(self, interaction: discord.Interaction[Any], title: str, text: Markup) -> None:
        t = self._responses.translator(interaction)
        await self._responses.to(interaction).show(notice(t(title), text), private=True)
