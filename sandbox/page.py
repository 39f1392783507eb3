"""The sandbox in a browser: SimCord's page shows a channel, and the bot at work in it."""

import asyncio
import signal
import socket
from contextlib import suppress

import simcord

from sandbox.terminal import say
from sandbox.world import SETTLE_TIMEOUT, World, a_world

REFRESH = 0.4
"""Seconds between two looks for something new to show."""

CONFIRM_CREDITS = 10
"""What costs more is estimated first; so few that it is easily tried."""

WELCOME = """\
## Welcome to the sandbox
This is the real bot. Only Discord and imini are stand-ins on your own machine, and nothing you do here costs anything.
Type `/imagine` into the field below, pick `prompt` and say what to draw. For example:
- `/imagine prompt: a red fox in the snow`
- `/imagine prompt: a lighthouse at dusk aspect_ratio: 16:9 resolution: 2K count: 3`
- `/imagine prompt: the same, in winter image1: (a picture of yours) reference: Follow their style`
- `/imagine prompt: sandbox:flagged` to see a failure; the README lists all of them"""


async def show(port: int, speed: float, locale: str) -> int:
    """Serve the page until a signal, or its own "End preview session", ends it; returns the exit code."""
    _cancel_on_signals()
    with suppress(asyncio.CancelledError):
        async with a_world(speed, locale, CONFIRM_CREDITS) as world:
            await world.bot.get_partial_messageable(world.channel.id).send(WELCOME)
            page = world.env.preview(world.channel, viewers=[world.you], layout="channel", port=_free(port))
            async with page:
                say(f"The sandbox is open at {page.url}\nPress Ctrl-C to end it; nothing of it stays on this machine.")
                await _refresh_until_closed(world, page)
    say("The sandbox is closed.")
    return 0


def _cancel_on_signals() -> None:
    task = asyncio.current_task()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, lambda: task and task.cancel())


def _free(port: int) -> int:
    """``port``, or 0, which takes any free one, if it is taken."""
    with suppress(OSError), socket.create_server(("127.0.0.1", port)):
        return port
    say(f"Port {port} is taken.")
    return 0


async def _refresh_until_closed(world: World, page: simcord.Preview) -> None:
    """Publish what the bot did, as the page shows nothing new by itself; while the bot is at work, try again."""
    seen = 0
    while True:
        await world.beat()
        done = len(world.env.http_requests)
        if done > seen and await _published(world.env, page):
            seen = done
        with suppress(TimeoutError):
            return await asyncio.wait_for(page.wait_closed(), REFRESH)


async def _published(env: simcord.Env, page: simcord.Preview) -> bool:
    """Refresh the page if the bot rests. Never wait for it: SimCord would refuse whatever somebody clicks meanwhile."""
    env.settle_timeout = 0.0
    try:
        await page.refresh()
    except (TimeoutError, simcord.SetupError):
        return False
    finally:
        env.settle_timeout = SETTLE_TIMEOUT
    return True
