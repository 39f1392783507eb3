"""Who may do what to a job: its requester, who manages messages where it is, or nobody else. Asked at every step.

Source of the permissions: https://discord.com/developers/docs/topics/permissions
"""

from typing import Any, Literal

import discord

from bot.errors import NotAllowed, NotRequester, Removed, UnknownPicture
from bot.jobs.job import Job

ButtonsFor = Literal["anyone", "requester"]
"""Whose requests may be made from a job: the host's choice."""


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


def may_manage(interaction: discord.Interaction[Any], job: Job) -> bool:
    """Whether the member may see and end ``job``: as its requester, or as a moderator who can see its card."""
    if is_requester(interaction, job):
        return True
    return not job.card.private and moderates(interaction, job.card.guild_id, job.card.channel_id)


def check_requester(interaction: discord.Interaction[Any], job: Job) -> None:
    """Raise NotRequester to all but the requester."""
    if not is_requester(interaction, job):
        raise NotRequester


def check_manager(interaction: discord.Interaction[Any], job: Job) -> None:
    """Raise NotAllowed to all but the requester and moderators."""
    if not may_manage(interaction, job):
        raise NotAllowed


def check_pictures(interaction: discord.Interaction[Any], job: Job) -> None:
    """Raise UnknownPicture of a job whose pictures are nobody's to see, Removed where a moderator took them away."""
    if not job.paid:
        raise UnknownPicture
    check_place(interaction, job)


def check_place(interaction: discord.Interaction[Any], job: Job) -> None:
    """Raise Removed in a server where a moderator took away what showed ``job``."""
    if job.banned_from(interaction.guild_id):
        raise Removed


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
