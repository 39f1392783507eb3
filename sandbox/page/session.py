"""The sandbox in a browser: SimCord's page shows a channel with the bot in it."""

import asyncio
import signal
import socket
from collections.abc import Callable, Coroutine
from contextlib import suppress

from bot.runtime.terminal import say
from sandbox.discord.world import World, open_world
from sandbox.page.picker import translate
from sandbox.page.preview import PreviewPage
from sandbox.page.savings import history_shortened, parsers_kept
from sandbox.page.words import words

REFRESH = 0.2
"""Seconds between two checks for something new to show."""

CONFIRM_CREDITS = 90
"""The sandbox's ``CONFIRM_CREDITS``: low, so that an estimate is easy to try."""


Browse = Callable[[str], Coroutine[None, None, None]]
"""Opens an address in a browser."""


async def nobody(_: str) -> None:
    """Open no browser."""


async def show(port: int, speed: float, locale: str, browse: Browse = nobody) -> int:
    """Serve the page until a signal, and ``browse`` to its address; returns the exit code."""
    _cancel_on_signals()
    with suppress(asyncio.CancelledError), parsers_kept(), history_shortened():
        async with open_world(speed, locale, CONFIRM_CREDITS) as world:
            translate(world.env.backend.commands[None].values(), locale)
            await _greet(world)
            async with PreviewPage(world, _free(port)) as page:
                say(f"The sandbox is open at {page.url}\nPress Ctrl+C to stop it. It leaves nothing on this machine.")
                opening = asyncio.create_task(browse(page.url))
                try:
                    await _catch_up_until_closed(page)
                finally:
                    opening.cancel()
    say("The sandbox is closed.")
    return 0


async def _greet(world: World) -> None:
    """Have the bot say where one is: in the server, and in everyone's direct messages."""
    said = words(world.locale)
    await world.bot.get_partial_messageable(world.channel.id).send(said.welcome)
    for view in world.views:
        if view.direct:
            await world.bot.get_partial_messageable(view.channel.id).send(said.note(view))


def _cancel_on_signals() -> None:
    task = asyncio.current_task()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, lambda: task and task.cancel())


def _free(port: int) -> int:
    """``port``, or 0 (any free port) if it is in use."""
    with suppress(OSError), socket.create_server(("127.0.0.1", port)):
        return port
    say(f"Port {port} is in use.")
    return 0


async def _catch_up_until_closed(page: PreviewPage) -> None:
    while True:
        await page.catch_up()
        with suppress(TimeoutError):
            return await asyncio.wait_for(page.wait_closed(), REFRESH)
