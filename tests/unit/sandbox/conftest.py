"""A sandbox imini on a driven clock, and a client that speaks to it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from sandbox.imini.server import SandboxImini
from tests.unit.sandbox.caller import Caller, HandClock, dice, fresh_connections


@pytest.fixture
def clock() -> HandClock:
    """The sandbox's clock."""
    return HandClock()


@pytest.fixture
async def imini(clock: HandClock) -> AsyncIterator[SandboxImini]:
    """The server, listening."""
    async with SandboxImini(clock=clock, rng=dice(7)) as server:
        yield server


@pytest.fixture
async def caller(imini: SandboxImini) -> AsyncIterator[Caller]:
    """A client of it."""
    async with aiohttp.ClientSession(connector=fresh_connections(), max_field_size=1 << 14) as session:
        yield Caller(session, imini)
