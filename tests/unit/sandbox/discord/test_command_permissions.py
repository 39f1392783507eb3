"""The sandbox's Discord answers for command permissions, and refuses what it refused before."""

import pytest
from simcord.http import router

from sandbox.discord.command_permissions import command_permissions_listed


def test_simcord_is_left_as_it_was() -> None:
    before = router.dispatch
    with command_permissions_listed():
        assert router.dispatch is not before
    assert router.dispatch is before


def test_a_route_that_nobody_knows_stays_unknown() -> None:
    class Log:
        """What SimCord writes down of a request."""

        http_requests: list[object] = []  # noqa: RUF012 - for one request
        transcript: list[object] = []  # noqa: RUF012
        faults: list[object] = []  # noqa: RUF012

    for method, path in (("GET", "/nothing/here"), ("PUT", "/applications/1/guilds/2/commands/permissions")):
        with command_permissions_listed(), pytest.raises(router.RouteNotImplemented):
            router.dispatch(Log(), method, path)  # type: ignore[arg-type]  # no more of it is needed
