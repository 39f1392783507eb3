"""Who may do what to a job: its requester, who manages messages where it is, or nobody else. Asked at every step.

Source of the permissions: https://discord.com/developers/docs/topics/permissions
"""

from enum import Enum, auto
from typing import Any, Literal

import discord

from bot.jobs.errors import MissingPermission, NotRequester, PermissionDenied, Removed, UnknownPicture
from bot.jobs.job import Job

ButtonsFor = Literal["anyone", "requester"]
"""Whose requests may be made from a job: the host's choice."""


class Role(Enum):
    """What a member is to a job."""

    REQUESTER = auto()
    MODERATOR = auto()
    NEITHER = auto()


def is_requester(interaction: discord.Interaction[Any], job: Job) -> bool:
    """Whether it is the requester of ``job`` who acts."""
    return interaction.user.id == job.user_id


def moderates(interaction: discord.Interaction[Any], guild_id: int | None, channel_id: int | None) -> bool:
    """Whether the member may manage messages in that channel; no, where neither Discord nor the cache can tell.

    An interaction says what its member may do in the channel where it happens, and in no other.
    """
    if guild_id is None or channel_id is None or interaction.guild_id != guild_id:
        return False
    if interaction.channel_id == channel_id:
        return interaction.permissions.manage_messages
    channel = interaction.guild.get_channel_or_thread(channel_id) if interaction.guild else None
    if channel is None or not isinstance(interaction.user, discord.Member):
        return False
    try:
        rights = channel.permissions_for(interaction.user)
    except discord.ClientException:
        # A thread whose channel is not in the cache.
        return False
    # Who is in a private thread only Discord knows, but whoever manages threads sees them all.
    hidden = isinstance(channel, discord.Thread) and channel.is_private() and not rights.manage_threads
    return rights.view_channel and rights.manage_messages and not hidden


def role_at(
    interaction: discord.Interaction[Any], requester_id: int | None, guild_id: int | None, channel_id: int | None
) -> Role:
    """What the member is to a message in that channel, which shows a job of ``requester_id``."""
    if interaction.user.id == requester_id:
        return Role.REQUESTER
    return Role.MODERATOR if moderates(interaction, guild_id, channel_id) else Role.NEITHER


def may_manage(interaction: discord.Interaction[Any], job: Job) -> bool:
    """Whether the member may see and end ``job``: as its requester, or as a moderator who can see its card."""
    card = job.card
    role = role_at(interaction, job.user_id, card.guild_id, card.channel_id)
    return role is Role.REQUESTER or (role is Role.MODERATOR and not card.private)


def check_requester(interaction: discord.Interaction[Any], job: Job) -> None:
    """Raise NotRequester to all but the requester."""
    if not is_requester(interaction, job):
        raise NotRequester


def check_manager(interaction: discord.Interaction[Any], job: Job) -> None:
    """Raise NotAllowed to all but the requester and moderators."""
    if not may_manage(interaction, job):
        raise PermissionDenied


def check_pictures(interaction: discord.Interaction[Any], job: Job) -> None:
    """Raise UnknownPicture of a job whose pictures are nobody's to see, Removed where a moderator took them away."""
    if not job.paid:
        raise UnknownPicture
    check_place(interaction, job)


def check_place(interaction: discord.Interaction[Any], job: Job) -> None:
    """Raise Removed in a server where a moderator took away what showed ``job``."""
    if job.banned_from(interaction.guild_id):
        raise Removed


def check_attaching(interaction: discord.Interaction[Any]) -> None:
    """Raise MissingPermission where Discord would refuse the pictures: the bot may not attach files there."""
    if interaction.is_guild_integration() and not interaction.app_permissions.attach_files:
        raise MissingPermission(("Attach Files",))


def check_spender(
    interaction: discord.Interaction[Any],
    requester_id: int | None,
    buttons_for: ButtonsFor,
    *,
    declined: bool = False,
) -> None:
    """Raise NotRequester to others than the requester of the job that a request is made from, if there is one.

    Where the host lets anyone order, only what the content policy ``declined`` is kept for its requester.
    """
    kept = declined or buttons_for == "requester"
    if kept and requester_id not in {None, interaction.user.id}:
        raise NotRequester
