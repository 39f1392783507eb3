"""``/server check``: a manager reads what the bot lacks, where, and what mends it."""

import discord
import simcord
from simcord.components import walk_components

from cogs.servers.check import NEEDED, SHOWN
from tests.integration.cards import text_of
from tests.integration.people import a_manager
from tests.integration.studio import Studio, the_card
from tests.meta.test_documents import PERMISSIONS
from tests.support.locales import ENGLISH

DENIED = discord.PermissionOverwrite(attach_files=False, read_message_history=False)
HIDDEN = discord.PermissionOverwrite(view_channel=False)


async def checked(studio: Studio) -> simcord.ResponseMessage:
    card = the_card(await a_manager(studio).slash(studio.channel, "server check"))
    assert card.ephemeral
    return card


def take(studio: Studio, *names: str) -> None:
    """Take permissions from the role of the bot in the whole server, and from everyone."""
    for role in list(studio.env.backend.get_guild(studio.guild.id).roles.values()):
        permissions = discord.Permissions(role.permissions)
        permissions.update(**dict.fromkeys(names, False))
        studio.env.backend.edit_role(studio.guild.id, role.id, {"permissions": permissions.value})


def test_what_is_checked_is_what_the_invitation_asks_for() -> None:
    assert discord.Permissions(**dict.fromkeys(NEEDED, True)) == PERMISSIONS


async def test_a_bot_that_may_do_all_it_needs_says_so_in_a_line(studio: Studio) -> None:
    text = text_of((await checked(studio)).components)
    assert ENGLISH("check-all-right") in text
    assert "Missing" not in text
    assert "`Attach Files`" in text
    assert "`Send Messages in Threads`" in text
    assert ENGLISH("check-fix") not in text


async def test_what_the_whole_server_lacks_comes_with_a_link_that_grants_it(studio: Studio) -> None:
    take(studio, "attach_files")
    card = await checked(studio)
    assert "Missing in the whole server: `Attach Files`. No pictures can be made there." in text_of(card.components)
    (link,) = [part for part in walk_components(card.components) if part.get("url")]
    assert f"client_id={studio.bot.application_id}" in link["url"]
    assert f"permissions={PERMISSIONS.value}" in link["url"]
    assert f"guild_id={studio.guild.id}" in link["url"]
    assert "disable_guild_select=true" in link["url"]


async def test_each_permission_names_the_channels_that_take_it_away(studio: Studio) -> None:
    everyone = studio.guild.default_role
    denied = [studio.guild.create_text_channel(f"d{number}", overwrites={everyone: DENIED}) for number in range(2)]
    card = await checked(studio)
    text = text_of(card.components)
    named = ", ".join(channel.mention for channel in denied)
    assert f"Missing `Attach Files` in {named}. " in text
    assert f"Missing `Read Message History` in {named}. " in text
    assert "Missing `Send Messages`" not in text
    assert ENGLISH("check-fix") in text
    assert studio.channel.mention not in text
    assert [part for part in walk_components(card.components) if part.get("url")] == []


async def test_what_only_send_messages_takes_away_is_not_said_to_be_missing_as_well(studio: Studio) -> None:
    silent = discord.PermissionOverwrite(send_messages=False)
    quiet = studio.guild.create_text_channel("quiet", overwrites={studio.guild.default_role: silent})
    text = text_of((await checked(studio)).components)
    assert f"Missing `Send Messages` in {quiet.mention}. " in text
    assert text.count("Missing") == 1
    take(studio, "send_messages")
    text = text_of((await checked(studio)).components)
    assert "Missing in the whole server: `Send Messages`" in text
    assert text.count("Missing") == 1
    assert ENGLISH("check-fix") not in text


async def test_channels_that_the_bot_can_not_see_are_named_once_and_many_are_counted(studio: Studio) -> None:
    for number in range(SHOWN + 3):
        studio.guild.create_text_channel(f"h{number}", overwrites={studio.guild.default_role: HIDDEN})
    text = text_of((await checked(studio)).components)
    assert text.count("<#") == SHOWN
    assert "and 3 more" in text
    assert "The bot can't see" in text
    assert "Missing" not in text


async def test_a_log_channel_that_is_of_no_use_is_named(studio: Studio) -> None:
    log = studio.guild.create_text_channel("log", overwrites={studio.guild.default_role: HIDDEN})
    await studio.bot.services.servers.rules.change(studio.guild.id, 7, lambda rules: rules.changed(log_channel=log.id))
    text = text_of((await checked(studio)).components)
    assert f"The bot can't write the log in {log.mention}. It needs: `View Channel`, `Send Messages`" in text
    studio.env.backend.delete_channel(log.id)
    assert ENGLISH("check-log-deleted") in text_of((await checked(studio)).components)
