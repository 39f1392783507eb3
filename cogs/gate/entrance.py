"""From an interaction to the entry that the rules look at."""

from typing import Any

import discord

from bot.admission.entry import Entry, Way
from bot.gateway.discord_internals import role_ids
from bot.servers.errors import ServersOnly


def entry_of(interaction: discord.Interaction[Any], way: Way, at: float) -> Entry:
    """The entry of a member ``at`` epoch seconds, from what Discord sent with the interaction."""
    user, channel = interaction.user, interaction.channel
    account_created_at = user.created_at.timestamp()
    if interaction.guild_id is None or not interaction.is_guild_integration():
        return Entry(way, at, user.id, account_created_at, channel_id=interaction.channel_id)
    permissions = interaction.permissions
    member = user if isinstance(user, discord.Member) else None
    return Entry(
        way,
        at,
        user.id,
        account_created_at,
        guild_id=interaction.guild_id,
        channel_id=interaction.channel_id,
        parent_id=channel.parent_id if isinstance(channel, discord.Thread) else None,
        role_ids=role_ids(member) if member else frozenset(),
        is_admin=permissions.administrator,
        is_manager=permissions.manage_guild or permissions.administrator,
        is_moderator=permissions.manage_messages or permissions.administrator,
        may_use_commands=permissions.use_application_commands,
        joined_at=member.joined_at.timestamp() if member and member.joined_at else None,
        age_restricted=_is_age_restricted(channel),
    )


def server_of(interaction: discord.Interaction[Any]) -> int:
    """The server in which a manager or moderator acts. Raises ServersOnly.

    The gate lets neither in anywhere else. But 0 stands for all servers, so that no handler may take it for one.
    """
    if not interaction.guild_id:
        raise ServersOnly
    return interaction.guild_id


def _is_age_restricted(channel: object) -> bool:
    """Whether Discord restricts a channel, or the parent of a thread, to adults; False if that is not known."""
    is_nsfw = getattr(channel, "is_nsfw", None)
    return bool(is_nsfw and is_nsfw())
