"""Whatever a member does, and however often the bot hears of it: it has the effects of once."""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from typing import Any

import discord
import pytest
import simcord
from discord import app_commands

from bot.gateway.seen import Seen
from cogs.cards.custom_ids import Action, PageAction, PanelAction
from cogs.gate.entries import FORMS
from tests.integration.conftest import Remake, Restart
from tests.integration.entries import ENTRIES, enter
from tests.integration.studio import JOB_SECONDS, Studio

SETTINGS: dict[str, dict[str, Any]] = {
    "action recover": {"task_timeout": "4s"},
    "action vary, with a choice": {"confirm_credits": 6},
    "pick vary": {"confirm_credits": 6},
    "action fit": {"confirm_credits": 3, "quota_credits": 10},
}
"""Settings with which an entry is there at all; the others need but few credits to be asked about."""


def params(wanted: Callable[[str], bool] = lambda _: True) -> Iterator[Any]:
    """The names of the entries that are ``wanted``, with the settings that each needs."""
    for name in filter(wanted, ENTRIES):
        settings = SETTINGS.get(name, {"confirm_credits": 3})
        yield pytest.param(name, marks=pytest.mark.settings(**settings), id=name)


every_entry = pytest.mark.parametrize("name", list(params()))


class Wire:
    """What Discord tells the bot, kept to be told again; and what the bot asks of Discord from a moment on."""

    def __init__(self, env: simcord.Env) -> None:
        self._env = env
        self._told: list[Mapping[str, Any]] = []
        env.backend.subscribers.insert(0, self._on_event)

    def _on_event(self, event: str, payload: Mapping[str, Any]) -> None:
        if event == "INTERACTION_CREATE":
            self._told.append(deepcopy(payload))

    async def again(self) -> list[str]:
        """Tell the last interaction once more; returns what the bot then asks of Discord."""
        before = len(self._env.http_requests)
        self._env.backend.emit("INTERACTION_CREATE", self._told[-1])
        await self._env.settle()
        return [f"{call.method} {call.path}" for call in self._env.http_requests[before:]]


class Forgetful(Seen):
    """Treats every interaction as new."""

    def add(self, *_: object) -> bool:
        return True


async def _effects(studio: Studio) -> dict[str, Any]:
    """All that an interaction can leave behind."""
    member, balance = studio.alice, await studio.balance()
    return {
        "messages": [
            (message.id, [part.to_dict() for part in message.components])
            for message in studio.channel.history(viewer=member)
        ],
        "submits": len(studio.submits),
        "credits": (balance.used, balance.running),
        "jobs": [(job.id, job.state) for job in await studio.repository.of_user(member.id, limit=-1)],
        "defaults": await studio.bot.services.members.preferences.get(member.id),
        "charged": sum(charge.credits for charge in await studio.repository.charges(0)),
        "pending": await studio.pending(),
    }


@every_entry
async def test_what_is_heard_twice_is_done_once(studio: Studio, name: str) -> None:
    wire = Wire(studio.env)
    await enter(studio, name)
    before = await _effects(studio)
    assert await wire.again() == []
    assert await _effects(studio) == before
    await studio.time.advance(JOB_SECONDS)
    done = await _effects(studio)
    assert await wire.again() == []
    assert await _effects(studio) == done


@every_entry
async def test_what_is_heard_again_by_the_next_run_is_left_as_it_is(
    studio: Studio, restart: Restart, name: str
) -> None:
    wire = Wire(studio.env)
    await enter(studio, name)
    await studio.time.advance(JOB_SECONDS)
    await restart()
    before = await _effects(studio)
    asked = await wire.again()
    await studio.time.advance(JOB_SECONDS)
    assert await _effects(studio) == before
    assert [call for call in asked if not _only_looks(call)] == []


@every_entry
async def test_even_handled_twice_at_once_it_is_paid_once(studio: Studio, remake: Remake, name: str) -> None:
    await remake(seen=Forgetful)
    told: list[Mapping[str, Any]] = []

    def twice(event: str, payload: Mapping[str, Any]) -> None:
        if event == "INTERACTION_CREATE" and payload not in told:
            told.append(payload)
            studio.env.backend.emit(event, payload)

    studio.env.backend.subscribers.append(twice)
    await enter(studio, name)
    await studio.time.advance(JOB_SECONDS)
    effects = await _effects(studio)
    assert effects["submits"] <= len(told)
    assert effects["credits"] == (effects["charged"], 0)
    assert effects["pending"] == []


def test_every_entry_is_in_the_table(studio: Studio) -> None:
    tree, menu = studio.bot.tree, discord.AppCommandType.message
    commands = [command for command in tree.walk_commands() if not isinstance(command, app_commands.Group)]
    assert _named("command") == {command.qualified_name for command in commands}
    assert _named("menu") == {command.qualified_name for command in tree.walk_commands(type=menu)}
    assert _named("action") == {str(action) for action in Action}
    assert _named("own") == {str(verb) for verb in PageAction}
    assert _named("panel") == {str(verb) for verb in PanelAction}
    assert _named("form") == {form.removeprefix("imagine-") for form in FORMS}


def _named(kind: str) -> set[str]:
    """The entries of a kind, whatever else is said of them."""
    return {name.partition(",")[0].removeprefix(f"{kind} ") for name in ENTRIES if name.startswith(f"{kind} ")}


def _only_looks(call: str) -> bool:
    """Whether a call only tries to answer, which Discord refuses, or changes nothing."""
    return call.startswith(("POST /interactions/", "GET "))
