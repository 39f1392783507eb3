"""Who may do what, where Discord does not decide it."""

from unittest.mock import Mock

import discord
import pytest

from bot.jobs.errors import PermissionDenied
from cogs.interactions.permissions import Role, check_manager, check_spender, may_manage, moderates, role_at
from tests.support.jobs import a_card, a_job

GUILD, CHANNEL, ELSEWHERE = 30, 20, 21
MANAGES = discord.Permissions(view_channel=True, manage_messages=True)


def _interaction(channel_id: int = ELSEWHERE, guild_id: int | None = GUILD, *, user_id: int = 11) -> Mock:
    """A member who may manage messages where the interaction happens."""
    guild = Mock(spec=discord.Guild)
    guild.get_channel_or_thread.return_value = None
    user = Mock(spec=discord.Member, id=user_id)
    place = {"guild_id": guild_id, "channel_id": channel_id, "guild": guild}
    return Mock(spec=discord.Interaction, **place, user=user, permissions=MANAGES)


def _cached(interaction: Mock, kind: type = discord.TextChannel, rights: discord.Permissions = MANAGES) -> Mock:
    """The channel of the job, as the bot's cache has it."""
    channel = Mock(spec=kind)
    channel.permissions_for.return_value = rights
    interaction.guild.get_channel_or_thread.return_value = channel
    return channel


def test_discords_permissions_count_in_the_channel_of_the_interaction() -> None:
    assert moderates(_interaction(CHANNEL), GUILD, CHANNEL)
    interaction = _interaction(CHANNEL)
    interaction.permissions = discord.Permissions.none()
    assert not moderates(interaction, GUILD, CHANNEL)


def test_in_another_channel_the_cache_decides() -> None:
    interaction = _interaction()
    assert not moderates(interaction, GUILD, CHANNEL), "not cached"
    _cached(interaction)
    assert moderates(interaction, GUILD, CHANNEL)
    for lacking in ({"manage_messages": False}, {"view_channel": False}):
        rights = discord.Permissions(view_channel=True, manage_messages=True)
        rights.update(**lacking)
        _cached(interaction, rights=rights)
        assert not moderates(interaction, GUILD, CHANNEL), lacking


def test_a_private_thread_is_seen_from_elsewhere_by_who_manages_threads_alone() -> None:
    interaction = _interaction()
    thread = _cached(interaction, discord.Thread)
    thread.is_private.return_value = True
    assert not moderates(interaction, GUILD, CHANNEL)
    thread.is_private.return_value = False
    assert moderates(interaction, GUILD, CHANNEL)
    thread = _cached(interaction, discord.Thread, discord.Permissions(MANAGES.value, manage_threads=True))
    thread.is_private.return_value = True
    assert moderates(interaction, GUILD, CHANNEL)


def test_a_thread_whose_channel_is_not_known_gives_no_rights() -> None:
    interaction = _interaction()
    _cached(interaction, discord.Thread).permissions_for.side_effect = discord.ClientException(
        "Parent channel not found"
    )
    assert not moderates(interaction, GUILD, CHANNEL)


@pytest.mark.parametrize(("guild_id", "channel_id"), [(31, CHANNEL), (None, CHANNEL), (GUILD, None)])
def test_nobody_moderates_another_server_or_what_is_in_none(guild_id: int | None, channel_id: int | None) -> None:
    interaction = _interaction(CHANNEL)
    _cached(interaction)
    assert not moderates(interaction, guild_id, channel_id)


def test_in_a_server_that_the_bot_is_not_in_a_user_has_no_roles_to_count() -> None:
    interaction = _interaction()
    _cached(interaction)
    interaction.user = Mock(spec=discord.User, id=11)
    assert not moderates(interaction, GUILD, CHANNEL)
    interaction = _interaction()
    interaction.guild = None
    assert not moderates(interaction, GUILD, CHANNEL)


def test_a_member_is_the_requester_of_a_job_or_a_moderator_where_it_is_shown_or_neither() -> None:
    assert role_at(_interaction(CHANNEL), 11, GUILD, CHANNEL) is Role.REQUESTER
    assert role_at(_interaction(CHANNEL), 10, GUILD, CHANNEL) is Role.MODERATOR
    assert role_at(_interaction(CHANNEL), None, GUILD, ELSEWHERE) is Role.NEITHER


def test_a_private_card_is_its_requesters_alone() -> None:
    private = a_job(card=a_card(private=True))
    assert may_manage(_interaction(CHANNEL, user_id=private.user_id), private)
    with pytest.raises(PermissionDenied):
        check_manager(_interaction(CHANNEL), private)


def test_only_where_the_host_wants_it_do_buttons_serve_the_requester_alone() -> None:
    for buttons_for, requester_id in (("anyone", 10), ("requester", 11), ("requester", None)):
        check_spender(_interaction(), requester_id, buttons_for)  # type: ignore[arg-type]  # of a loop
    with pytest.raises(PermissionDenied):
        check_spender(_interaction(), 10, "requester")
