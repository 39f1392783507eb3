"""``/bot block``, ``unblock`` and ``blocks``: who may not use the bot anywhere."""

from typing import Any

import discord
from discord import app_commands

from bot.host.errors import CannotBlockHost
from bot.runtime.clock import Clock
from bot.servers.acts import EVERYWHERE
from bot.servers.blocks import LONGEST_REASON, Blocks
from bot.servers.errors import NotBlocked
from cogs.cards.elements import mention
from cogs.cards.notices import notice
from cogs.gate.hosts import Hosts
from cogs.i18n.command_names import localized
from cogs.interactions.responses import InitialResponses
from cogs.servers.block_list import block_done, block_list
from cogs.servers.durations import seconds_in


class BlocksEverywhere:
    """The host's blocks. They hold in every server and outside; what is a member's own stays open to the blocked."""

    def __init__(self, blocks: Blocks, hosts: Hosts, responses: InitialResponses, clock: Clock) -> None:
        self._blocks = blocks
        self._hosts = hosts
        self._responses = responses
        self._clock = clock

    def add_to(self, group: app_commands.Group) -> None:
        """Add the commands to ``/bot``."""
        command = app_commands.Command
        stop = localized("Stop a user from using the bot anywhere", "command-bot-block")
        allow = localized("Let a user use the bot again", "command-bot-unblock")
        see = localized("See who is blocked everywhere", "command-bot-blocks")
        group.add_command(command(name="block", description=stop, callback=self.block))
        group.add_command(command(name="unblock", description=allow, callback=self.unblock))
        group.add_command(command(name="blocks", description=see, callback=self.list_blocks))

    @app_commands.describe(
        user=localized("Whom to block", "option-block-user"),
        duration=localized("For how long, such as 12h, 7d or 4w (default: for good)", "option-block-duration"),
        reason=localized("Why; the member reads it", "option-block-reason"),
    )
    async def block(
        self,
        interaction: discord.Interaction[Any],
        user: discord.User,
        duration: str | None = None,
        reason: app_commands.Range[str, 1, LONGEST_REASON] | None = None,
    ) -> None:
        """Block ``user``, in place of an earlier block. Raises UserError."""
        if user.bot or await self._hosts.is_host(user.id):
            raise CannotBlockHost
        until = self._clock.now() + seconds_in(duration) if duration else None
        block = await self._blocks.block(EVERYWHERE, user.id, interaction.user.id, until, reason or "")
        t = self._responses.translator(interaction)
        text = block_done(block, t, everywhere=True)
        await self._responses.to(interaction).show(notice(t("title-blocked"), text), private=True)

    @app_commands.describe(user=localized("Whom to unblock", "option-unblock-user"))
    async def unblock(self, interaction: discord.Interaction[Any], user: discord.User) -> None:
        """End the block of ``user``. Raises UserError."""
        if not await self._blocks.unblock(EVERYWHERE, user.id, interaction.user.id):
            raise NotBlocked
        t = self._responses.translator(interaction)
        text = t("unblock-everywhere-done", member=mention(user.id))
        await self._responses.to(interaction).show(notice(t("title-unblocked"), text), private=True)

    async def list_blocks(self, interaction: discord.Interaction[Any]) -> None:
        t = self._responses.translator(interaction)
        view = block_list(await self._blocks.holding(EVERYWHERE), t, everywhere=True)
        await self._responses.to(interaction).show(view, private=True)
