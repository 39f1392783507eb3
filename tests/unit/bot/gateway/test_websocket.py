"""Frames that can't be read, over a real websocket."""

import asyncio
import json
import math

import pytest
from aiohttp import web

from bot.cluster.sharding import LocalPace
from bot.gateway.websocket import Session, Socket
from bot.runtime.clock import Clock
from tests.standin import DiscordStandIn
from tests.standin.doors import Door
from tests.support.listener import HEARTBEAT, Play, playing
from tests.support.waiting import eventually

JUNK: list[str | bytes] = [
    "not json",
    "[]",
    "7",
    "null",
    "{}",
    '{"op": null}',
    '{"op": 0}',
    '{"op": 0, "t": ["x"], "s": "junk", "d": null}',
    '{"op": 0, "t": "INTERACTION_CREATE", "s": {}, "d": null}',
    '{"op": 0, "t": "READY", "s": null, "d": null}',
    '{"op": 0, "t": "RESUMED", "s": null, "d": null}',
    '{"op": 0, "t": "NEVER_HEARD_OF", "s": null, "d": {"a": []}}',
    '{"op": 10, "d": {}}',
    '{"op": 42, "d": {}}',
    "[" * 3000 + "]" * 3000,
    b"no compressed frame at all \x00\x00\xff\xff",
]


@pytest.mark.parametrize("frame", JUNK, ids=lambda frame: str(frame)[:40])
async def test_no_frame_ends_it(play: Play, frame: str | bytes) -> None:
    await play.gateway.utter(frame)
    await play.hears()
    assert not play.running.done()


async def test_a_first_frame_that_is_no_hello_ends_the_connection_alone(stand_in: DiscordStandIn) -> None:
    refused: list[str] = []

    async def mutter(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        refused.append("once")
        await socket.send_str(json.dumps({"op": 10, "d": None}))
        await socket.receive()
        return socket

    stand_in.gateway.main, door = Door(mutter), stand_in.gateway.main
    await stand_in.gateway.main.open()
    async with playing(stand_in) as play:
        await eventually(lambda: len(refused) >= 2)
        await stand_in.gateway.main.remove()
        stand_in.gateway.main = door
        await play.hears()


class QuicklyAcknowledged(Socket):
    """An acknowledgement arrives before discord.py's thread wakes up from sending the heartbeat."""

    async def send_heartbeat(self, data: object, /) -> None:
        await super().send_heartbeat(data)
        await self.received_message(json.dumps({"op": self.HEARTBEAT_ACK}))


async def test_a_quick_acknowledgement_is_measured_from_its_own_heartbeat(play: Play) -> None:
    acknowledged = asyncio.Event()
    session = Session("any", sequence=1, address=Socket.DEFAULT_GATEWAY)
    socket = await QuicklyAcknowledged.dial(play.bot, 0, session, acknowledged.set, lambda _: None)
    await acknowledged.wait()
    assert socket.latency < HEARTBEAT
    await socket.close()


WAIT = 0.5
"""Seconds for which a shard waits for its turn."""


class Waiting(LocalPace):
    async def turn(self, shard_id: int, max_concurrency: int) -> None:  # noqa: ARG002 - the port's
        await asyncio.sleep(WAIT)


async def test_the_wait_for_a_turn_is_no_delay_of_the_connection() -> None:
    async with DiscordStandIn() as discord, playing(discord, Waiting(Clock())) as play:
        shard = await eventually(lambda: play.bot.get_shard(0))
        assert shard
        await eventually(lambda: math.isfinite(shard.latency))
        assert shard.latency < WAIT
