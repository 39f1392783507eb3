"""The button Block and its form: stop the requester of a job from using the bot in this server."""

import re
from typing import Any

import discord

from bot.jobs.errors import UnknownJob
from bot.runtime.clock import Clock
from bot.servers.blocks import Blocks
from bot.servers.errors import CannotBlock
from cogs.cards import notices
from cogs.cards.custom_ids import snowflake
from cogs.discord_numbers import UNKNOWN_MEMBER
from cogs.gate.entrance import server_of
from cogs.interactions.modals import ModalValues
from cogs.interactions.responses import InitialResponses
from cogs.moderation.panel import DURATION, REASON, block_form
from cogs.moderation.targets import ModeratedMessage
from cogs.servers.block_list import block_done
from cogs.servers.durations import seconds_in
from cogs.verdicts import asking_discord

BLOCK_TEMPLATE = r"imagine-block:(?P<user>[0-9]{1,20}):.*"
"""The custom_id of the form."""


class BlockForm:
    """Asks for how long and why, and blocks."""

    def __init__(self, blocks: Blocks, responses: InitialResponses, clock: Clock) -> None:
        self._blocks = blocks
        self._responses = responses
        self._clock = clock

    async def open(self, interaction: discord.Interaction[Any], state: str) -> None:
        """Open the form. Raises UnknownJob."""
        message = ModeratedMessage.parse(state)
        if message is None or not message.user_id:
            raise UnknownJob
        t = self._responses.translator(interaction)
        await self._responses.to(interaction).open_modal(block_form(message, t), notices.modal_too_late(t))

    async def on_submit(self, interaction: discord.Interaction[Any], match: re.Match[str], modal: ModalValues) -> None:
        """Block the requester, in place of an earlier block.

        Raises:
            UnknownJob: the form names no member.
            BadDuration: the duration is none.
            CannotBlock: the requester manages the server, or is a bot.
            DiscordSilent: Discord did not say whether they do.
            SaveFailed: nobody is blocked.
        """
        user_id, guild_id, duration = snowflake(match["user"]), server_of(interaction), modal.value(DURATION).strip()
        if user_id is None:
            raise UnknownJob  # forged: no id is so large
        until = self._clock.now() + seconds_in(duration) if duration else None
        if interaction.guild and await _is_above_blocks(interaction.guild, user_id):
            raise CannotBlock
        reason = modal.value(REASON).strip()
        block = await self._blocks.block(guild_id, user_id, interaction.user.id, until, reason)
        t = self._responses.translator(interaction)
        await self._responses.to(interaction).show(
            notices.notice(t("title-blocked"), block_done(block, t)), private=True
        )


async def _is_above_blocks(guild: discord.Guild, user_id: int) -> bool:
    """Whether the member is a bot, or manages the server and could lift the block. Who has left does neither.

    Raises DiscordSilent.
    """
    with asking_discord():
        try:
            member = await guild.fetch_member(user_id)
        except discord.HTTPException as error:
            if error.code != UNKNOWN_MEMBER:
                raise
            return False
    rights = member.guild_permissions
    return member.bot or rights.manage_guild or rights.administrator
