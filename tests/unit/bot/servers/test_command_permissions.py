"""Command permissions as Discord applies them, and how long they are kept."""

import asyncio
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.servers.command_permissions import (
    KEPT,
    NO_OVERWRITES,
    TRIED_AGAIN,
    CommandPermissions,
    CommandPermissionStore,
    Overwrites,
    PermissionsUnreadable,
)
from tests.support.clock import FakeClock

SERVER, CHANNEL, OTHER_CHANNEL, ALICE, BOB, LEADS, BUDDIES = 1000, 1, 2, 3, 4, 5, 6
ALL_CHANNELS, EVERYONE = SERVER - 1, SERVER


def _may(
    permissions: CommandPermissions, *roles: int, user: int = ALICE, channel: int = CHANNEL, command: str = "imagine"
) -> bool:
    return permissions.allow(command, SERVER, channel, user, roles)


def test_without_overwrites_everyone_may_use_every_command_everywhere() -> None:
    assert _may(NO_OVERWRITES)


def test_discords_own_example_of_two_levels() -> None:
    """Student Leads use the bot in one channel; for one command, Study Buddies and another channel come on top."""
    permissions = CommandPermissions(
        Overwrites(roles={EVERYONE: False, LEADS: True}, channels={ALL_CHANNELS: False, CHANNEL: True}),
        {"notecards": Overwrites(roles={BUDDIES: True}, channels={OTHER_CHANNEL: True})},
    )
    for role in (LEADS, BUDDIES):
        for channel in (CHANNEL, OTHER_CHANNEL):
            assert _may(permissions, role, channel=channel, command="notecards")
            assert _may(permissions, role, channel=channel) is (role == LEADS and channel == CHANNEL)
    assert not _may(permissions, command="notecards")


@pytest.mark.parametrize(
    ("overwrites", "may"),
    [
        (Overwrites(users={ALICE: False}), False),
        (Overwrites(users={BOB: False}), True),
        (Overwrites(users={ALICE: True}, roles={EVERYONE: False, LEADS: False}), True),
        (Overwrites(users={ALICE: False}, roles={LEADS: True}), False),
        (Overwrites(roles={LEADS: True, BUDDIES: False}), True),
        (Overwrites(roles={BUDDIES: False, EVERYONE: True}), False),
        (Overwrites(roles={EVERYONE: False}), False),
        (Overwrites(channels={ALL_CHANNELS: False}), False),
        (Overwrites(channels={ALL_CHANNELS: False, CHANNEL: True}), True),
        (Overwrites(channels={CHANNEL: False}, users={ALICE: True}), False),
        (Overwrites(channels={OTHER_CHANNEL: False}), True),
    ],
)
def test_members_come_before_roles_and_roles_before_everyone(overwrites: Overwrites, *, may: bool) -> None:
    for permissions in (CommandPermissions(overwrites), CommandPermissions(commands={"imagine": overwrites})):
        assert _may(permissions, LEADS, BUDDIES) is may


def test_an_overwrite_of_another_command_says_nothing() -> None:
    assert _may(CommandPermissions(commands={"history": Overwrites(roles={EVERYONE: False})}))


words = st.sampled_from([True, False])
levels = st.builds(
    Overwrites,
    st.dictionaries(st.sampled_from([ALICE, BOB]), words),
    st.dictionaries(st.sampled_from([EVERYONE, LEADS, BUDDIES]), words),
    st.dictionaries(st.sampled_from([ALL_CHANNELS, CHANNEL, OTHER_CHANNEL]), words),
)


@given(levels, levels)
def test_whatever_the_command_leaves_open_the_bots_own_list_decides(command: Overwrites, app: Overwrites) -> None:
    both, alone = CommandPermissions(app, {"imagine": command}), CommandPermissions(app)
    here = (SERVER, CHANNEL)
    said = [command.in_channel(*here), command.for_member(SERVER, ALICE, [LEADS])]
    base = [app.in_channel(*here), app.for_member(SERVER, ALICE, [LEADS])]
    decided = [second if first is None else first for first, second in zip(said, base, strict=True)]
    assert both.allow("imagine", *here, ALICE, [LEADS]) is (False not in decided)
    assert alone.allow("imagine", *here, ALICE, [LEADS]) is (False not in base)


def test_what_discord_lists_is_read_by_its_type_and_what_it_may_add_is_ignored() -> None:
    assert Overwrites.of([(1, 1, True), (2, 2, False), (3, 3, True), (4, 9, True)]) == Overwrites(
        {2: False}, {1: True}, {3: True}
    )


class Discord:
    """Lists of a server's overwrites, one for each time that it is asked."""

    def __init__(self, *answers: CommandPermissions | None) -> None:
        self.asked = 0
        self._answers = list(answers)

    async def read(self, guild_id: int) -> CommandPermissions:
        assert guild_id == SERVER
        self.asked += 1
        await asyncio.sleep(0)
        if (answer := self._answers.pop(0)) is None:
            raise PermissionsUnreadable("503")
        return answer


FIRST, SECOND = CommandPermissions(Overwrites(users={ALICE: False})), CommandPermissions()


async def test_many_presses_at_once_ask_discord_once(clock: FakeClock) -> None:
    discord = Discord(FIRST)
    store = CommandPermissionStore(discord.read, clock.clock)
    assert store.peek(SERVER) is None
    assert await asyncio.gather(*(store.get(SERVER) for _ in range(9))) == [FIRST] * 9
    assert store.peek(SERVER) is FIRST
    clock.advance(KEPT - 1)
    assert await store.get(SERVER) is FIRST
    assert discord.asked == 1


async def test_a_change_and_a_new_session_have_the_list_read_again(clock: FakeClock) -> None:
    store = CommandPermissionStore(Discord(FIRST, SECOND, FIRST).read, clock.clock)
    await store.get(SERVER)
    store.changed(SERVER)
    assert await store.get(SERVER) is SECOND
    store.clear()
    assert await store.get(SERVER) is FIRST


async def test_a_list_that_can_not_be_read_refuses_nobody_and_is_asked_for_again_after_a_minute(
    clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    discord = Discord(None, FIRST)
    store = CommandPermissionStore(discord.read, clock.clock)
    for _ in range(3):
        assert await store.get(SERVER) is NO_OVERWRITES
        clock.advance(TRIED_AGAIN / 3 - 1)
    assert discord.asked == 1
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    clock.advance(4)
    assert await store.get(SERVER) is FIRST
