"""The log channel of a server: silent lines, soon after what they tell of, and never in its way."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
import simcord

from bot.servers.acts import Act, new_act_id
from bot.servers.rules import Budget, Period
from bot.storage.servers.rules import SqlServerRules
from cogs.i18n.markdown import Markup, in_one_line
from tests.integration.people import a_manager, a_moderator, press
from tests.integration.studio import JOB_SECONDS, Studio, the_card
from tests.support.locales import ENGLISH

MANAGER = 7
SILENT, WITHOUT_EMBEDS = 1 << 12, 1 << 2
"""Flags of messages (https://discord.com/developers/docs/resources/message#message-object-message-flags)."""


async def _with_log(studio: Studio) -> simcord.ChannelHandle:
    """A channel that is the log channel from the beginning."""
    log = studio.guild.create_text_channel("log")
    act = Act(new_act_id(), studio.guild.id, studio.time.now(), MANAGER, "rules")
    rules = SqlServerRules(studio.databases[-1])
    await rules.change(studio.guild.id, lambda current: current.changed(log_channel=log.id), lambda _: act)
    return log


def _lines(log: simcord.ChannelHandle) -> list[str]:
    return [line for message in log.history() for line in message.content.split("\n")]


def _posts(studio: Studio, log: simcord.ChannelHandle) -> list[Mapping[str, Any]]:
    return [
        dict(call.json)
        for call in studio.env.http_requests
        if call.method == "POST" and call.path == f"/channels/{log.id}/messages" and isinstance(call.json, dict)
    ]


async def test_a_job_is_a_line_with_who_where_what_it_cost_and_a_link(studio: Studio) -> None:
    log = await _with_log(studio)
    await studio.finished("a secret fox")
    (line,) = _lines(log)
    card = (await studio.job()).card
    link = f"https://discord.com/channels/{studio.guild.id}/{studio.channel.id}/{card.message_id}"
    assert line.startswith(f"<@{studio.alice.id}> in <#{studio.channel.id}>: ")
    assert ENGLISH("state-delivered") in line
    assert in_one_line([ENGLISH("card-credits", n=(await studio.job()).charged)]) in line
    assert line.endswith(f"[card]({link})")
    assert "fox" not in line


async def test_a_private_job_is_a_line_without_prompt_and_link(studio: Studio) -> None:
    log = await _with_log(studio)
    await studio.finished("a secret fox", private=True)
    (line,) = _lines(log)
    assert f"<@{studio.alice.id}>" in line
    assert "http" not in line
    assert "fox" not in line


async def test_the_lines_are_silent_and_ping_nobody(studio: Studio) -> None:
    log = await _with_log(studio)
    await studio.finished()
    for body in _posts(studio, log):
        assert body["flags"] == SILENT | WITHOUT_EMBEDS
        assert body["allowed_mentions"] == {"parse": []}
        assert body["enforce_nonce"] is True


async def test_each_act_of_a_moderator_or_manager_is_a_line(studio: Studio) -> None:
    log = await _with_log(studio)
    card, moderator, manager = await studio.finished(), a_moderator(studio), a_manager(studio)
    panel = the_card(await moderator.context_menu(studio.channel, "Moderate", card.message))
    for action in ("blur", "unblur", "remove"):
        await press(panel, action, moderator)
    await manager.slash(studio.channel, "server block", user=studio.alice, reason="*spam*")
    await manager.slash(studio.channel, "server unblock", user=studio.alice)
    await studio.time.advance(10)
    job, alice = (await studio.job()).id, Markup(f"<@{studio.alice.id}>")
    _, *lines = _lines(log)
    expected = [
        ENGLISH(f"act-{kind}", by=Markup(f"<@{moderator.id}>"), member=alice, job=Markup(f"`{job}`"))
        for kind in ("blur", "unblur", "remove")
    ]
    by = Markup(f"<@{manager.id}>")
    expected.append(Markup(ENGLISH("act-block", by=by, member=alice) + r" “\*spam\*”"))
    expected.append(ENGLISH("act-unblock", by=by, member=alice))
    assert lines == [f"**{text}**" for text in expected]


@pytest.mark.settings(server_budget=Budget(credits=5, period=Period.DAY))
async def test_a_line_says_that_a_budget_of_the_server_is_nearly_used_up_and_one_that_it_has_too_little_left(
    studio: Studio,
) -> None:
    log = await _with_log(studio)
    await studio.finished(count=4)
    await studio.imagine(count=2)
    await studio.imagine(count=2)
    await studio.time.advance(10)
    told = [line for line in _lines(log) if not line.startswith("<@")]
    texts = [ENGLISH(key, spent=4, limit=5, when=Markup("…")) for key in ("log-budget-nearly", "log-budget-short")]
    assert [re.sub("<t:[0-9]+:f>", "…", line) for line in told] == [f"**{text}**" for text in texts]


async def test_a_server_without_a_log_channel_gets_no_line(studio: Studio) -> None:
    await studio.finished()
    job = await studio.job()
    messages = [message.id for channel in studio.guild.channels.values() for message in channel.history()]
    assert messages == [job.card.message_id]


async def test_lines_wait_while_discord_is_down_and_delay_no_job(studio: Studio) -> None:
    log = await _with_log(studio)
    studio.env.inject_error("POST", f"/channels/{log.id}/messages", status=503, times=3)
    await studio.imagine()
    await studio.time.advance(JOB_SECONDS)
    assert (await studio.job()).acknowledged
    await studio.time.advance(60)
    assert len(_lines(log)) == 1


@pytest.mark.parametrize(("status", "code"), [(404, 10003), (403, 50001), (403, 50013)])
async def test_a_channel_that_takes_no_line_is_given_up_and_noted_once(studio: Studio, status: int, code: int) -> None:
    log = await _with_log(studio)
    studio.env.inject_error("POST", f"/channels/{log.id}/messages", status=status, code=code, times=None)
    for _ in range(2):
        await studio.finished()
    tries = [call for call in studio.env.http_requests if call.path == f"/channels/{log.id}/messages"]
    assert len(tries) == 2
    acts = await studio.bot.services.servers.acts.newest(studio.guild.id, 9)
    (noted,) = [act for act in acts if act.kind == "log_failed"]
    assert noted.details["channel"] == str(log.id)
    listed = the_card(await a_manager(studio).slash(studio.channel, "server acts"))
    assert f"<#{log.id}>" in str(listed.components)


async def test_the_log_speaks_the_language_of_its_server(studio: Studio) -> None:
    log = await _with_log(studio)
    studio.env.backend.edit_guild(studio.guild.id, {"preferred_locale": "zh-CN"})
    await studio.finished()
    (line,) = _lines(log)
    assert " 在 <#" in line
