"""The card of ``/server check`` within Discord's limits, and during an outage."""

from typing import Any
from unittest.mock import Mock

import discord
import pytest

from cogs.panel.places import Places
from cogs.servers.check import check_view
from tests.support.limits import faults
from tests.support.locales import CATALOGS, ENGLISH, LOCALES
from tests.support.views import text_of

ID = 10**18


def _guild(permissions: discord.Permissions, channels: int, in_channels: discord.Permissions) -> discord.Guild:
    me = Mock(spec=discord.Member, guild_permissions=permissions)
    guild: Any = Mock(spec=discord.Guild, id=ID, me=me)
    guild.channels = [
        Mock(
            spec=discord.TextChannel,
            id=ID + number,
            mention=f"<#{ID + number}>",
            type=discord.ChannelType.text,
            category=None,
            position=number,
            guild=guild,
            **{"permissions_for.return_value": in_channels},
        )
        for number in range(channels)
    ]
    guild.get_channel.side_effect = lambda key: next((found for found in guild.channels if found.id == key), None)
    made: discord.Guild = guild
    return made


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("granted", [discord.Permissions.none(), discord.Permissions.all()], ids=["none", "all"])
@pytest.mark.parametrize("channel", [discord.Permissions.none(), discord.Permissions(view_channel=True)])
def test_the_card_stays_within_discords_limits(
    locale: str, granted: discord.Permissions, channel: discord.Permissions
) -> None:
    places = Places(_guild(granted, 500, channel), CATALOGS(locale))
    assert faults(check_view(places, ID, ID)) == []


def test_while_discord_does_not_say_what_there_is_nothing_is_judged() -> None:
    assert ENGLISH("check-unknown") in text_of(check_view(Places(None, ENGLISH), ID, ID))


@pytest.mark.parametrize(
    ("locale", "channels"), [("en-US", f"<#{ID}>, <#{ID + 1}>"), ("zh-CN", f"<#{ID}>、<#{ID + 1}>")]
)
def test_channels_are_listed_as_the_language_does(locale: str, channels: str) -> None:
    places = Places(_guild(discord.Permissions.all(), 2, discord.Permissions(view_channel=True)), CATALOGS(locale))
    assert channels in text_of(check_view(places, ID, None))


@pytest.mark.parametrize(("channel", "named"), [(discord.Permissions.all(), 0), (discord.Permissions.none(), 1)])
@pytest.mark.parametrize("log", [None, ID - 1], ids=["no log", "a deleted log channel"])
def test_only_what_a_channel_takes_away_is_to_be_granted_there(
    channel: discord.Permissions, named: int, log: int | None
) -> None:
    granted = discord.Permissions.all()
    granted.attach_files = False
    text = text_of(check_view(Places(_guild(granted, 1, channel), ENGLISH), ID, log))
    assert text.count(ENGLISH("check-fix")) == named
