"""Every way in passes one gate: the table of entries, each with every rule that may refuse it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple

import discord
import pytest
import simcord
from discord import app_commands

from bot.admission.entry import Use, Way
from bot.servers.acts import EVERYWHERE
from bot.servers.rules import ChannelRules
from cogs.cards.custom_ids import Action, PageAction, PanelAction
from cogs.gate.entries import ACTIONS, COMMANDS, FORMS, MENUS, PAGES, PANEL
from sandbox.discord.command_permissions import ALL_CHANNELS, EVERYONE, Target, overwrite
from tests.integration.cards import text_of
from tests.integration.entries import ABOUT_MEMBERS, ENTRIES, FOX
from tests.integration.modals import submit
from tests.integration.panel_entries import Act
from tests.integration.studio import JOB_SECONDS, Studio, the_card
from tests.integration.test_every_entry_once import params
from tests.support.locales import ENGLISH

MODERATOR = 7

Impose = Callable[[Studio], Awaitable[object]]


class Situation(NamedTuple):
    """What is decided about Alice or her server, how that is taken back, and a part of the sentence that she reads."""

    impose: Impose
    lift: Impose
    told: str


def _blocked(guild_id: Callable[[Studio], int], told: str) -> Situation:
    def block(studio: Studio) -> Awaitable[object]:
        blocks = studio.bot.services.servers.blocks
        return blocks.block(guild_id(studio), studio.alice.id, MODERATOR, None, "spam and more")

    def unblock(studio: Studio) -> Awaitable[object]:
        return studio.bot.services.servers.blocks.unblock(guild_id(studio), studio.alice.id, MODERATOR)

    return Situation(block, unblock, ENGLISH(told))


def _ruled(told: str, **rules: Any) -> Situation:
    def change(studio: Studio, values: Mapping[str, Any]) -> Awaitable[object]:
        store = studio.bot.services.servers.rules
        return store.change(studio.guild.id, MODERATOR, lambda current: current.changed(**values))

    reset = {name: ChannelRules() if name == "everywhere" else 0 for name in rules}
    return Situation(lambda studio: change(studio, rules), lambda studio: change(studio, reset), told)


def _denied(whom: Callable[[Studio], Mapping[Target, bool]], command: str | None) -> Situation:
    async def deny(studio: Studio) -> None:
        overwrite(studio.env, studio.guild, whom(studio), command)

    async def allow(studio: Studio) -> None:
        overwrite(studio.env, studio.guild, {}, command)

    return Situation(deny, allow, ENGLISH("refusal-command-denied"))


MADE: list[Situation] = [
    Situation(
        lambda it: it.bot.services.runtime.host.decisions.pause(MODERATOR, None, "repairs"),
        lambda it: it.bot.services.runtime.host.decisions.resume(MODERATOR),
        ENGLISH("refusal-bot-paused"),
    )
]
"""What holds for requests, not for what is there already."""
FOR_MEMBERS: list[Situation] = [
    _blocked(lambda studio: studio.guild.id, "refusal-member-blocked"),
    _blocked(lambda _: EVERYWHERE, "refusal-blocked-everywhere"),
    _ruled("accounts to be at least 365 days old", min_account_days=365),
    _ruled("30 days after they join", min_membership_days=30),
    _ruled(ENGLISH("refusal-age-restricted-only"), everywhere=ChannelRules(age_restricted_only=True)),
]

NO_IMAGINE = _denied(lambda _: {EVERYONE: False}, "imagine")
AT_DISCORD: list[Situation] = [
    _denied(lambda studio: {studio.alice: False}, None),
    _denied(lambda studio: {studio.channel: False}, None),
    _denied(lambda _: {ALL_CHANNELS: False}, None),
]
"""What the bot has to ask Discord for, as Discord checks commands and menus by itself."""


def _way(name: str) -> Way:
    """What the table of the product says about an entry."""
    kind, _, rest = name.partition(",")[0].partition(" ")
    return {
        "command": lambda: COMMANDS[rest],
        "menu": lambda: MENUS[rest],
        "action": lambda: ACTIONS[Action(rest)],
        "pick": lambda: ACTIONS[Action(rest)],
        "own": lambda: PAGES[PageAction(rest)],
        "panel": lambda: PANEL[PanelAction(rest)],
        "form": lambda: FORMS[f"imagine-{rest}"],
    }[kind]()


async def _effects(studio: Studio) -> dict[str, Any]:
    """What no refused interaction may change."""
    jobs = await studio.repository.of_user(studio.alice.id, limit=-1)
    return {
        "submits": len(studio.submits),
        "jobs": [(job.id, job.state, job.card) for job in jobs],
        "messages": [message.id for message in studio.channel.history()],
        "selected": await studio.bot.services.images.selections.of(studio.alice.id),
    }


async def _told(act: Act) -> str:
    """Do it; returns what Alice reads."""
    response = (await act()).response
    return text_of(response.components) if response else ""


def _situations(name: str) -> list[Situation]:
    ruled = FOR_MEMBERS + (MADE if _way(name).use is Use.MAKE else [])
    if name.startswith(("command", "menu Moderate")):
        return ruled
    return [*ruled, NO_IMAGINE] if name.startswith("menu") else [*ruled, *AT_DISCORD, NO_IMAGINE]


def _is_offered_to_members(name: str) -> bool:
    return name.startswith(("command", "menu")) and _way(name).use in {Use.MAKE, Use.SHOW, Use.OWN}


def _is_for_managers(name: str, *kinds: str) -> bool:
    return name.startswith(kinds) and _way(name).use is Use.MANAGE


refused_entries = pytest.mark.parametrize("name", list(params(lambda name: _way(name).use in {Use.MAKE, Use.SHOW})))
own_entries = pytest.mark.parametrize("name", list(params(lambda name: _way(name).use is Use.OWN)))
commands = pytest.mark.parametrize("name", list(params(_is_offered_to_members)))
managed_entries = pytest.mark.parametrize("name", list(params(lambda name: _is_for_managers(name, "command"))))
managed_presses = pytest.mark.parametrize("name", list(params(lambda name: _is_for_managers(name, "panel", "form"))))

moderated_entries = pytest.mark.parametrize("name", list(params(lambda name: _way(name).use is Use.MODERATE)))


@refused_entries
async def test_every_rule_refuses_every_way_in_that_it_is_about(studio: Studio, name: str) -> None:
    act = await ENTRIES[name](studio)
    for situation in _situations(name):
        await situation.impose(studio)
        before = await _effects(studio)
        refused = await act()
        assert situation.told in text_of(the_card(refused).components)
        assert the_card(refused).ephemeral
        assert await _effects(studio) == before
        await situation.lift(studio)
        if name.startswith("form"):
            act = await ENTRIES[name](studio)  # a form is submitted once
    told = await _told(act)
    assert [situation.told for situation in _situations(name) if situation.told in told] == []


@own_entries
async def test_what_is_a_members_own_passes_every_rule(studio: Studio, name: str) -> None:
    act = await ENTRIES[name](studio)
    for situation in _situations(name):
        await situation.impose(studio)
    assert ENGLISH("title-refused") not in await _told(act)  # /quota names the rule, and shows the credits all the same


@commands
async def test_a_command_that_discord_does_not_offer_never_reaches_the_bot(studio: Studio, name: str) -> None:
    act = await ENTRIES[name](studio)
    overwrite(studio.env, studio.guild, {studio.alice: False})
    with pytest.raises(simcord.SetupError, match="not visible"):
        await act()


@managed_entries
async def test_what_is_for_managers_is_refused_to_members_whom_discord_offers_it(studio: Studio, name: str) -> None:
    act = await ENTRIES[name](studio)
    command = name.removeprefix("command ")
    overwrite(studio.env, studio.guild, {studio.alice: True}, "server")
    options: dict[str, Any] = {"user": studio.alice} if command in ABOUT_MEMBERS else {}
    if command == "server grant":
        options["credits"] = 5
    refused = await studio.alice.slash(studio.channel, command, **options)
    assert ENGLISH("refusal-not-manager") in text_of(the_card(refused).components)
    assert ENGLISH("refusal-not-manager") not in await _told(act)


@moderated_entries
async def test_what_is_for_moderators_is_refused_once_they_are_none(studio: Studio, name: str) -> None:
    act = await ENTRIES[name](studio)
    overwrite(studio.env, studio.guild, {EVERYONE: True}, "Moderate")
    studio.env.backend.edit_role(studio.guild.id, studio.guild.roles["Mods"].id, {"permissions": 0})
    assert ENGLISH("refusal-not-moderator") in await _told(act)


@managed_presses
async def test_a_manager_who_is_demoted_is_refused_at_the_next_press(studio: Studio, name: str) -> None:
    act = await ENTRIES[name](studio)
    before = await studio.bot.services.servers.rules.get(studio.guild.id)
    studio.env.backend.edit_role(studio.guild.id, studio.guild.roles["Managers"].id, {"permissions": 0})
    assert ENGLISH("refusal-not-manager") in await _told(act)
    assert await studio.bot.services.servers.rules.get(studio.guild.id) == before


def test_the_table_names_every_way_in_and_no_other(studio: Studio) -> None:
    tree, menu = studio.bot.tree, discord.AppCommandType.message
    commands = {command for command in tree.walk_commands() if not isinstance(command, app_commands.Group)}
    assert set(COMMANDS) == {command.qualified_name for command in commands}
    assert set(MENUS) == {command.qualified_name for command in tree.walk_commands(type=menu)}
    assert set(ACTIONS) == set(Action)
    assert set(PAGES) == set(PageAction)
    assert set(PANEL) == set(PanelAction)
    roots = {command.name for command in tree.get_commands()} | set(MENUS)
    assert {way.command for table in (COMMANDS, MENUS, ACTIONS, PAGES, PANEL, FORMS) for way in table.values()} <= roots


async def test_administrators_press_what_is_denied_to_everyone(studio: Studio) -> None:
    role = studio.guild.create_role("Admins", permissions=discord.Permissions(administrator=True))
    admin = studio.guild.add_member(studio.env.create_user("root"), roles=[role])
    card = await studio.finished()
    overwrite(studio.env, studio.guild, {EVERYONE: False, ALL_CHANNELS: False})
    for member, refused in ((studio.alice, True), (admin, False)):
        result = await member.click(card, label=ENGLISH("button-reroll"))
        assert (ENGLISH("refusal-command-denied") in text_of(the_card(result).components)) is refused


async def test_a_role_may_press_again_exactly_where_it_may_use_the_command(studio: Studio) -> None:
    role = studio.guild.create_role("Painters")
    painter = studio.guild.add_member(studio.env.create_user("vincent"), roles=[role])
    card = await studio.finished()
    overwrite(studio.env, studio.guild, {EVERYONE: False})
    overwrite(studio.env, studio.guild, {role: True}, "imagine")
    for member, refused in ((studio.alice, True), (painter, False)):
        result = await member.click(card, label=ENGLISH("button-reroll"))
        assert (ENGLISH("refusal-command-denied") in text_of(the_card(result).components)) is refused


async def test_who_may_not_use_commands_in_a_channel_may_not_press_its_buttons(studio: Studio) -> None:
    role = studio.guild.create_role("Painters")
    gallery = studio.guild.create_text_channel(
        "gallery",
        overwrites={
            studio.guild.default_role: discord.PermissionOverwrite(use_application_commands=False),
            role: discord.PermissionOverwrite(use_application_commands=True),
        },
    )
    painter = studio.guild.add_member(studio.env.create_user("vincent"), roles=[role])
    card = the_card(await painter.slash(gallery, "imagine", prompt="a red fox"))
    await studio.time.advance(JOB_SECONDS)
    for member, refused in ((studio.alice, True), (painter, False)):
        result = await member.click(card, label=ENGLISH("button-reroll"))
        assert (ENGLISH("refusal-command-denied") in text_of(the_card(result).components)) is refused


async def test_the_list_is_asked_for_once_and_again_after_a_change(studio: Studio) -> None:
    card = await studio.finished()

    def asked() -> int:
        return sum(call.path.endswith("/commands/permissions") for call in studio.env.http_requests)

    assert asked() == 0
    for _ in range(2):
        await studio.alice.click(card, label=ENGLISH("button-reroll"))
        assert asked() == 1
    overwrite(studio.env, studio.guild, {EVERYONE: False}, "history")
    for _ in range(2):
        await studio.alice.click(card, label=ENGLISH("button-reroll"))
        assert asked() == 2


async def test_while_the_list_can_not_be_read_no_button_fails(studio: Studio) -> None:
    card = await studio.finished()
    studio.env.inject_error("GET", "*/commands/permissions", status=503, times=None)
    result = await studio.alice.click(card, label=ENGLISH("button-reroll"))
    assert ENGLISH("refusal-command-denied") not in text_of(the_card(result).components)


async def test_a_forced_spoiler_is_on_every_card_of_the_channel_and_its_threads(studio: Studio) -> None:
    await studio.bot.services.servers.rules.change(
        studio.guild.id,
        MODERATOR,
        lambda rules: rules.changed(channels={studio.channel.id: ChannelRules(spoilers=True)}),
    )
    await studio.finished()
    assert (await studio.job()).card.spoiler
    studio.env.backend.create_thread(studio.channel.id, "drafts", studio.alice.id)
    opened = await studio.alice.slash(studio.channel.threads[0], "imagine", image1=FOX)
    await submit(studio.alice, opened, prompt="a grey wolf")
    assert (await studio.job()).card.spoiler
    other = studio.guild.create_text_channel("other")
    await studio.time.advance(1)  # the newest of two jobs of one moment is either
    await studio.alice.slash(other, "imagine", prompt="a red fox")
    assert not (await studio.job()).card.spoiler
