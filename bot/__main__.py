"""The command line, ``python -m bot``, and how its process starts and ends."""

import argparse
import asyncio
import logging
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress

import discord

from bot import __version__
from bot.app import ImagineBot
from bot.errors import StorageError
from bot.gateway import connection, discord_internals
from bot.launch import PRODUCT, Factories, launch
from bot.net.guard import UnusableProxy
from bot.runtime import exposure, health, log
from bot.runtime.clock import Clock
from bot.settings import ENV_FILE, Settings, SettingsError

try:
    from uvloop import run
except ImportError:  # pragma: no cover - uvloop is faster, but not made for every platform
    from asyncio import run  # type: ignore[assignment]  # both take the coroutine alone

_log = logging.getLogger(__name__)

EXIT_OK, EXIT_FAILED, EXIT_SETTINGS = 0, 1, 2


async def serve(settings: Settings, clock: Clock, factories: Factories = PRODUCT) -> int:
    """Run the bot until a signal ends it; returns the exit code."""
    try:
        async with (
            launch(settings, clock, factories) as bot,
            health.answering(settings.data_dir, lambda: status(bot)),
            bot,
        ):
            await _run_until_stopped(bot, settings.discord_token.get_secret_value())
    except StorageError as error:
        _log.critical("%s", error)
        return EXIT_FAILED
    except discord.LoginFailure:
        _log.critical("Discord refuses DISCORD_TOKEN: reset it in the Developer Portal and put the new one into .env")
        return EXIT_SETTINGS
    except discord_internals.NotDiscord as error:
        _log.critical("DISCORD_API_URL does not lead to Discord's API (%s): correct it, or leave it out", error)
        return EXIT_SETTINGS
    except discord.ConnectionClosed as error:
        _log.critical(
            "Discord has closed the gateway for good: code %s, %s", error.code, connection.FINAL.get(error.code)
        )
        return EXIT_FAILED
    except UnusableProxy as error:
        _log.critical("%s", error)
        return EXIT_SETTINGS
    return EXIT_OK


async def _run_until_stopped(bot: ImagineBot, token: str) -> None:
    running = asyncio.create_task(bot.run_patiently(token), name="run")
    _close_on_signals(bot, running)
    with suppress(asyncio.CancelledError):
        await running


def status(bot: ImagineBot) -> dict[str, object]:
    """What ``--health`` prints. ``reasons`` says, for machines, why ``ok`` is false."""
    troubles = {
        "starting": not bot.is_ready(),
        "stopping": bot.closing is not None,
        "gateway_silent": bot.gateway.silence > connection.SILENCE,
    }
    reasons = [reason for reason, there in troubles.items() if there]
    return {
        "ok": not reasons,
        "reasons": reasons,
        "open_jobs": bot.open_jobs,
        "seconds_since_heartbeat": round(bot.gateway.silence),
    }


def _close_on_signals(bot: ImagineBot, running: asyncio.Task[None]) -> None:
    """The first SIGTERM or SIGINT closes the bot in order, a second one ends it at once."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _stop, bot, running, number)


def _stop(bot: ImagineBot, running: asyncio.Task[None], number: signal.Signals) -> None:
    if bot.closing:
        os._exit(128 + number)
    _log.info("%s: stopping; a second one ends the bot at once", number.name)
    bot.closing = asyncio.create_task(bot.close(), name="close")
    # Closed, discord.py may still be sleeping until its next try to reconnect.
    bot.closing.add_done_callback(lambda _: running.cancel())


def main(arguments: Sequence[str] | None = None, clock: Clock | None = None, factories: Factories = PRODUCT) -> int:
    """Parse the command line and run; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bot", description="Imagine bot: pictures for Discord.")
    parser.add_argument("--version", action="version", version=f"imagine-bot {__version__}")
    parser.add_argument("--health", action="store_true", help="ask the running bot how it is; exits 0 if well")
    options = parser.parse_args(arguments)
    try:
        settings = Settings.load()
    except SettingsError as error:
        sys.stderr.write(f"imagine-bot: {error}\n")
        return EXIT_SETTINGS
    if options.health:
        well, words = health.ask(settings.data_dir)
        sys.stdout.write(f"{words}\n")
        return EXIT_OK if well else EXIT_FAILED
    secret = (settings.discord_token, settings.imini_api_key)
    log.configure(settings.log_level, settings.log_format, [value.get_secret_value() for value in secret])
    os.umask(0o077)  # whatever is written, by whatever library, is for the bot's own user
    if told := exposure.warning(ENV_FILE, settings.data_dir):
        _log.warning("%s", told)
    return run(serve(settings, clock or Clock(), factories))


if __name__ == "__main__":
    sys.exit(main())
