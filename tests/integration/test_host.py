"""``/bot``: what the host decides, in direct messages, with effect everywhere and after a restart."""

from typing import Any

import discord
import pytest
import simcord

from bot.host.decisions import LONGEST_REASON
from bot.servers.acts import EVERYWHERE
from tests.integration.cards import text_of
from tests.integration.conftest import Restart
from tests.integration.host_entries import HOSTED
from tests.integration.people import the_host
from tests.integration.studio import JOB_SECONDS, Studio, the_card
from tests.support.locales import ENGLISH

DAY = 86_400


def _told(result: simcord.InteractionResult) -> str:
    return text_of(the_card(result).components)


def _activity(studio: Studio) -> str:
    """What the bot's presence says."""
    activity = studio.bot.guilds[0].me.activity
    return activity.name or "" if activity else ""


async def test_a_pause_refuses_requests_with_its_reason_and_time_while_open_jobs_finish(studio: Studio) -> None:
    await studio.imagine()
    done = await the_host(studio).slash("bot pause", duration="2h", reason="moving *house*")
    assert the_card(done).ephemeral
    until = f"<t:{studio.time.now() + 7200:.0f}:f>"
    assert until in _told(done)
    refused = await studio.imagine()
    assert the_card(refused).ephemeral
    for part in (ENGLISH("refusal-bot-paused"), r"moving \*house\*", until):
        assert part in _told(refused)
    await studio.time.advance(JOB_SECONDS)
    assert [job.state for job in await studio.jobs()] == ["delivered"]
    await studio.time.advance(7200)
    await studio.imagine()
    assert len(await studio.jobs()) == 2


async def test_a_pause_outlives_a_restart_and_ends_with_resume(studio: Studio, restart: Restart) -> None:
    host = the_host(studio)
    await host.slash("bot pause", reason="r" * LONGEST_REASON)
    await restart()
    assert ENGLISH("refusal-bot-paused") in _told(await studio.imagine())
    assert ENGLISH("resume-done") in _told(await host.slash("bot resume"))
    await studio.imagine()
    assert len(await studio.jobs()) == 1
    assert ENGLISH("refusal-not-paused") in _told(await host.slash("bot resume"))


async def test_the_presence_says_that_the_bot_is_paused_for_as_long_as_it_is(studio: Studio, restart: Restart) -> None:
    host = the_host(studio)
    assert _activity(studio) == ""
    await host.slash("bot pause", duration="1h", reason="*repairs* [1]")
    assert _activity(studio) == "Paused: *repairs* [1]"
    await restart()
    assert _activity(studio) == "Paused: *repairs* [1]"
    await studio.time.advance(3601)
    assert _activity(studio) == ""
    await host.slash("bot pause")
    assert _activity(studio) == "Paused"
    await host.slash("bot resume")
    assert _activity(studio) == ""


async def test_new_cards_have_the_announcement_and_keep_it_while_earlier_ones_have_none(studio: Studio) -> None:
    host, before = the_host(studio), await studio.imagine()
    shown = await host.slash("bot announce", text="New *models* on Monday", days=3)
    line = r"New \*models\* on Monday"
    assert line in _told(shown)
    after = await studio.imagine()
    assert line in _told(after)
    await studio.time.advance(JOB_SECONDS)
    assert line not in text_of(the_card(before).components)
    assert line in text_of(the_card(after).components)
    messages = len(studio.channel.history())
    await host.slash("bot announce")
    assert line not in _told(await studio.imagine())
    assert len(studio.channel.history()) == messages + 1
    assert ENGLISH("refusal-no-announcement") in _told(await host.slash("bot announce"))


async def test_an_announcement_ends_after_its_days(studio: Studio) -> None:
    await the_host(studio).slash("bot announce", text="hello there", days=1)
    await studio.time.advance(DAY + 1)
    assert "hello there" not in _told(await studio.imagine())


async def test_the_host_blocks_a_user_everywhere_but_neither_themself_nor_a_bot(studio: Studio) -> None:
    host = the_host(studio)
    await host.slash("bot block", user=studio.alice, duration="7d", reason="spam")
    assert ENGLISH("refusal-blocked-everywhere") in _told(await studio.imagine())
    listed = _told(await host.slash("bot blocks"))
    assert f"<@{studio.alice.id}>" in listed
    assert "spam" in listed
    await host.slash("bot unblock", user=studio.alice)
    assert ENGLISH("blocks-none-everywhere") in _told(await host.slash("bot blocks"))
    assert "isn't on the list of blocked users" in _told(await host.slash("bot unblock", user=studio.alice))
    for user in (host, studio.env.create_user("robot", bot=True)):
        assert ENGLISH("refusal-cannot-block-host") in _told(await host.slash("bot block", user=user))
    kinds = [act.kind for act in await studio.bot.services.servers.acts.newest(EVERYWHERE, 9)]
    assert sorted(kinds) == ["block", "unblock"]


async def test_the_servers_are_listed_page_by_page(studio: Studio) -> None:
    for number in range(20):
        studio.env.create_guild(f"Server {number}")
    host = the_host(studio)
    first = await host.slash("bot servers")
    assert "Server 12" in _told(first)
    assert "Server 19" not in _told(first)
    await host.click(the_card(first), label=ENGLISH("button-next"))
    assert "Server 19" in text_of(the_card(first).components)
    assert "Server 12" not in text_of(the_card(first).components)
    await host.click(the_card(first), label=ENGLISH("button-first"))
    assert "Server 12" in text_of(the_card(first).components)


async def test_the_bot_leaves_the_server_whose_id_is_given_and_no_other(studio: Studio) -> None:
    elsewhere, host = studio.env.create_guild("Elsewhere"), the_host(studio)
    assert "Elsewhere" in _told(await host.slash("bot leave", server=str(elsewhere.id)))
    assert [guild.name for guild in studio.bot.guilds] == ["Studio"]
    for wrong in (str(elsewhere.id), "Studio", "1", "../@me"):
        assert ENGLISH("refusal-unknown-server") in _told(await host.slash("bot leave", server=wrong))
    assert [guild.name for guild in studio.bot.guilds] == ["Studio"]
    (act,) = await studio.bot.services.servers.acts.newest(EVERYWHERE, 9)
    assert (act.kind, act.actor, act.details["server"]) == ("leave", host.id, elsewhere.id)


@pytest.mark.parametrize("status", [400, 403, 503])
async def test_a_server_that_discord_does_not_let_go_is_not_recorded_as_left(studio: Studio, status: int) -> None:
    elsewhere, host = studio.env.create_guild("Elsewhere"), the_host(studio)
    studio.env.inject_error("DELETE", f"/users/@me/guilds/{elsewhere.id}", status=status, times=1)
    assert ENGLISH("refusal-leave") in _told(await host.slash("bot leave", server=str(elsewhere.id)))
    assert await studio.bot.services.servers.acts.newest(EVERYWHERE, 9) == []
    await host.slash("bot leave", server=str(elsewhere.id))
    assert [act.kind for act in await studio.bot.services.servers.acts.newest(EVERYWHERE, 9)] == ["leave"]


async def test_the_host_is_told_that_discord_does_not_say_where_the_bot_is(studio: Studio) -> None:
    host = the_host(studio)
    studio.env.inject_error("GET", "/users/@me/guilds", status=503, times=1)
    assert ENGLISH("refusal-discord-silent") in _told(await host.slash("bot servers"))
    studio.env.inject_error("GET", f"/guilds/{studio.guild.id}", status=503, times=1)
    assert ENGLISH("refusal-discord-silent") in _told(await host.slash("bot leave", server=str(studio.guild.id)))
    assert [guild.name for guild in studio.bot.guilds] == ["Studio"]


@pytest.mark.settings(budget="200/day", credit_price="0.02")
async def test_the_status_shows_connections_jobs_spending_and_disk(studio: Studio) -> None:
    host = the_host(studio)
    await studio.finished()
    await studio.imagine()
    await host.slash("bot pause", reason="repairs")
    told = _told(await host.slash("bot status"))
    for part in (
        "Spent: 2 credits ($0.04) today",
        "Budget: 2 of 200",
        "1 open job",
        "1 server",
        "GB free",
        "repairs",
    ):
        assert part in told


async def test_the_host_needs_no_rights_in_a_server_if_discord_shows_the_command(studio: Studio) -> None:
    host = the_host(studio)
    member = studio.guild.add_member(host)
    role = studio.guild.create_role("Admins", permissions=discord.Permissions(administrator=True))
    admin = studio.guild.add_member(studio.env.create_user("root"), roles=[role])
    assert ENGLISH("refusal-not-host") in _told(await admin.slash(studio.channel, "bot status"))
    with pytest.raises(simcord.SetupError, match="not visible"):
        await member.slash(studio.channel, "bot status")
    assert ENGLISH("title-status") in _told(await host.slash("bot status"))


async def test_while_discord_does_not_say_who_the_host_is_nobody_is_and_it_is_asked_again(studio: Studio) -> None:
    host = the_host(studio)
    studio.env.inject_error("GET", "/oauth2/applications/@me", status=503, times=1)
    assert ENGLISH("refusal-owner-unknown") in _told(await host.slash("bot pause"))
    await studio.imagine()
    assert len(await studio.jobs()) == 1
    assert ENGLISH("title-status") in _told(await host.slash("bot status"))


@pytest.mark.settings(allowed_guilds=frozenset({123456789012345678}))
async def test_where_a_server_is_not_allowed_the_bot_says_so_stays_and_gives_members_what_is_theirs(
    studio: Studio, restart: Restart
) -> None:
    refused = await studio.imagine()
    assert the_card(refused).ephemeral
    assert ENGLISH("refusal-server-not-allowed") in _told(refused)
    assert ENGLISH("quota-title") in _told(await studio.alice.slash(studio.channel, "quota"))
    assert ENGLISH("server-not-allowed") in _told(await the_host(studio).slash("bot servers"))
    bob = studio.env.create_user("bob")
    await bob.slash("imagine", prompt="a red fox")
    assert len(await studio.repository.of_user(bob.id)) == 1
    await restart(allowed_guilds=frozenset({studio.guild.id}))
    await studio.imagine()
    assert len(await studio.jobs()) == 1
    assert [guild.name for guild in studio.bot.guilds] == ["Studio"]


@pytest.mark.parametrize("name", [name for name in HOSTED if name.startswith("command")])
async def test_what_is_for_the_host_is_refused_to_everyone_else_whatever_their_rights(
    studio: Studio, name: str
) -> None:
    act = await HOSTED[name](studio)
    role = studio.guild.create_role("Admins", permissions=discord.Permissions(administrator=True))
    admin = studio.guild.add_member(studio.env.create_user("root"), roles=[role])
    command = name.removeprefix("command ")
    options: dict[str, Any] = {"user": studio.alice} if command in {"bot block", "bot unblock"} else {}
    options |= {"server": str(studio.guild.id)} if command == "bot leave" else {}
    assert ENGLISH("refusal-not-host") in _told(await admin.slash(studio.channel, command, **options))
    assert "Studio" in {guild.name for guild in studio.bot.guilds}
    assert ENGLISH("refusal-not-host") not in _told(await act())
