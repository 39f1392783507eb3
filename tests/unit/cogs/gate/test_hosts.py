"""Who the host is, as Discord says of an application and its team."""

from types import SimpleNamespace
from typing import Any

import discord
import pytest

from bot.host.errors import OwnerUnknown
from cogs.gate.hosts import BELIEVED, Hosts
from tests.support.clock import FakeClock

OWNER, ADMIN, DEVELOPER, READER, INVITED, OTHER = range(1, 7)


def _member(user_id: int, role: str, state: str = "accepted") -> Any:  # noqa: ANN401 - discord.py's objects take a whole payload
    found = discord.TeamMemberRole[role], discord.TeamMembershipState[state]
    return SimpleNamespace(id=user_id, role=found[0], membership_state=found[1])


def _application(*members: Any) -> Any:  # noqa: ANN401 - discord.py's objects take a whole payload
    team = SimpleNamespace(owner_id=OWNER, members=members) if members else None
    return SimpleNamespace(owner=SimpleNamespace(id=99 if members else OWNER), team=team)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


class Discord:
    """Answers with ``application``; with None, not at all."""

    def __init__(self, application: Any) -> None:  # noqa: ANN401 - discord.py's objects take a whole payload
        self.application = application
        self.asked = 0

    async def read(self) -> Any:  # noqa: ANN401 - discord.py's objects take a whole payload
        self.asked += 1
        if self.application is None:
            raise OSError("away")
        return self.application


async def test_without_a_team_the_owner_alone_is_the_host(clock: FakeClock) -> None:
    hosts = Hosts(Discord(_application()).read, clock.clock)
    assert (await hosts.is_host(OWNER), await hosts.is_host(OTHER)) == (True, False)
    assert await hosts.owner() == OWNER


async def test_of_a_team_its_owner_admins_and_developers_are_hosts_once_they_have_accepted(clock: FakeClock) -> None:
    team = _application(
        _member(ADMIN, "admin"),
        _member(DEVELOPER, "developer"),
        _member(READER, "read_only"),
        _member(INVITED, "admin", "invited"),
    )
    hosts = Hosts(Discord(team).read, clock.clock)
    assert [user for user in range(1, 7) if await hosts.is_host(user)] == [OWNER, ADMIN, DEVELOPER]
    assert await hosts.owner() == OWNER


async def test_discord_is_asked_once_and_again_after_ten_minutes(clock: FakeClock) -> None:
    api = Discord(_application(_member(ADMIN, "admin")))
    hosts = Hosts(api.read, clock.clock)
    for _ in range(3):
        assert await hosts.is_host(ADMIN)
    assert api.asked == 1
    api.application = _application(_member(ADMIN, "read_only"))
    clock.advance(BELIEVED)
    assert not await hosts.is_host(ADMIN)


async def test_while_discord_is_silent_what_is_known_serves_and_nobody_is_the_host_if_nothing_is(
    clock: FakeClock,
) -> None:
    api = Discord(None)
    hosts = Hosts(api.read, clock.clock)
    with pytest.raises(OwnerUnknown):
        await hosts.is_host(OWNER)
    api.application = _application()
    assert await hosts.is_host(OWNER)
    api.application = None
    clock.advance(BELIEVED)
    assert await hosts.is_host(OWNER)
