"""Who may do what to a job: its requester, whoever manages messages in its channel, nobody else.

Checked at every step and never remembered, as permissions change between two presses.

Source of the permissions: https://discord.com/developers/docs/topics/permissions
"""

from enum import Enum, auto
from typing import Any, Literal

import discord

from bot.jobs.card import OUTSIDE
from bot.jobs.errors import MissingPermission, NotRequester, PermissionDenied, Removed, UnknownPicture
from bot.jobs.job import Job

ButtonsFor = Literal["anyone", "requester"]
"""Who may start a job from another member's card: a setting."""


class Role(Enum):
    """A member's relation to a job."""

    REQUESTER = auto()
    MODERATOR = auto()
    NEITHER = auto()


def server_of(interaction: discord.Interaction[Any]) -> int:
    """The server that the member's requests count for here: OUTSIDE if the bot is not in it."""
    return (interaction.guild_id if interaction.is_guild_integration() else None) or OUTSIDE


def is_requester(interaction: discord.Interaction[Any], job: Job) -> bool:
    return interaction.user.id == job.user_id


def moderates(interaction: discord.Interaction[Any], guild_id: int | None, channel_id: int | None) -> bool:
    """Whether the member may manage messages in that channel; False if that is unknown.

    Discord sends the member's permissions for the interaction's own channel only. For another one, the cache is asked.
    """
    if guild_id is None or channel_id is None or interaction.guild_id != guild_id:
        return False
    if interaction.channel_id == channel_id:
        return interaction.permissions.manage_messages
    channel = interaction.guild.get_channel_or_thread(channel_id) if interaction.guild else None
    # Outside of servers that the bot is in, Discord sends a User, who has no roles.
    if channel is None or not isinstance(interaction.user, discord.Member):
        return False
    try:
        rights = channel.permissions_for(interaction.user)
    except discord.ClientException:
        # The parent channel of a thread is not in the cache.
        return False
    # The members of a private thread are unknown here, but whoever manages threads sees all of them.
    hidden = isinstance(channel, discord.Thread) and channel.is_private() and not rights.manage_threads
    return rights.view_channel and rights.manage_messages and not hidden


def role_at(
    interaction: discord.Interaction[Any], requester_id: int | None, guild_id: int | None, channel_id: int | None
) -> Role:
    """The member's role for a message in that channel that shows a job of ``requester_id``."""
    if interaction.user.id == requester_id:
        return Role.REQUESTER
    return Role.MODERATOR if moderates(interaction, guild_id, channel_id) else Role.NEITHER


def may_manage(interaction: discord.Interaction[Any], job: Job) -> bool:
    """Whether the member may see and cancel ``job``: as its requester, or as a moderator who can see its card."""
    card = job.card
    role = role_at(interaction, job.user_id, card.guild_id, card.channel_id)
    return role is Role.REQUESTER or (role is Role.MODERATOR and not card.private)


def check_requester(interaction: discord.Interaction[Any], job: Job) -> None:
    """Raise NotRequester for anybody else."""
    if not is_requester(interaction, job):
        raise NotRequester


def check_manager(interaction: discord.Interaction[Any], job: Job) -> None:
    """Raise PermissionDenied for anybody but the requester and moderators."""
    if not may_manage(interaction, job):
        raise PermissionDenied


def check_pictures(interaction: discord.Interaction[Any], job: Job) -> None:
    """Raise UnknownPicture unless the job's pictures are paid, and Removed where a moderator removed them."""
    if not job.paid:
        raise UnknownPicture
    check_place(interaction, job)


def check_place(interaction: discord.Interaction[Any], job: Job) -> None:
    """Raise Removed in a server where a moderator removed the job."""
    if job.banned_from(interaction.guild_id):
        raise Removed


def check_attaching(interaction: discord.Interaction[Any]) -> None:
    """Raise MissingPermission if the bot is in this server but may not attach files in the channel."""
    if interaction.is_guild_integration() and not interaction.app_permissions.attach_files:
        raise MissingPermission(("attach_files",))


def check_spender(
    interaction: discord.Interaction[Any],
    requester_id: int | None,
    buttons_for: ButtonsFor,
    *,
    declined: bool = False,
) -> None:
    """Raise NotRequester unless the member ``may_spend``."""
    if not may_spend(interaction, requester_id, buttons_for, declined=declined):
        raise NotRequester


def may_spend(
    interaction: discord.Interaction[Any],
    requester_id: int | None,
    buttons_for: ButtonsFor,
    *,
    declined: bool = False,
) -> bool:
    """Whether the member may start a job from one of ``requester_id`` (None: from no job).

    Even if the buttons are for anyone, a prompt that the content policy ``declined`` stays with its requester.
    """
    reserved = declined or buttons_for == "requester"
    return not reserved or requester_id in {None, interaction.user.id}
