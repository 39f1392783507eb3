"""Runs the bot until a signal or a permanent error ends it."""

import asyncio
import logging
import os
import signal
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, nullcontext, suppress

import discord

from bot.app import ImagineBot
from bot.errors import RunOver, StorageError
from bot.gateway import connection, discord_internals
from bot.launch import PRODUCT, Factories, launch
from bot.metrics.instruments import Instruments
from bot.metrics.meter import NO_METER
from bot.metrics.readings import readings
from bot.net import heap
from bot.net.guard import UnusableProxy
from bot.operations.rotation import SecretRotation
from bot.runtime import health, terminal
from bot.runtime.clock import Clock
from bot.runtime.exit_codes import EXIT_FAILED, EXIT_OK, EXIT_SETTINGS
from bot.runtime.log import Redactor
from bot.settings import Settings

try:
    from uvloop import run
except ImportError:  # pragma: no cover - uvloop is faster, but not made for every platform
    from asyncio import run  # type: ignore[assignment]  # both take the coroutine alone

_log = logging.getLogger(__name__)

_OVER = (
    "this process was paused, or couldn't reach the database of DATABASE_URL, for so long that others have taken over "
    "its jobs; it exits now, and its supervisor should restart it"
)


def serve(settings: Settings, clock: Clock, redact: Redactor, factories: Factories = PRODUCT) -> int:
    """Run the bot until SIGTERM or SIGINT. Returns the exit code. ``redact`` keeps secrets out of the log."""
    try:
        instruments = Instruments() if settings.metrics_port else None
    except ImportError:
        _log.critical("METRICS_PORT needs prometheus-client: run 'make metrics', or pip install 'imagine-bot[metrics]'")
        return EXIT_SETTINGS
    heap.keep_freed()
    return run(_serve(settings, clock, redact, factories, instruments))


async def _serve(
    settings: Settings, clock: Clock, redact: Redactor, factories: Factories, instruments: Instruments | None
) -> int:
    try:
        async with (
            launch(settings, clock, factories, instruments or NO_METER) as bot,
            # Before the login, so that a bot that waits for Discord reports "starting".
            health.answering(settings.data_dir, lambda: status(bot)),
            _measured(settings, instruments, bot),
            bot,
        ):
            rotation = SecretRotation(settings, bot, redact)
            await _run_until_stopped(bot, rotation, settings.discord_token.get_secret_value())
    except StorageError as error:
        _log.critical("%s", error)
        return EXIT_FAILED
    except discord.LoginFailure:
        _log.critical(
            "Discord rejects DISCORD_TOKEN: reset it in the Developer Portal, and put the new one into .env or its file"
        )
        return EXIT_SETTINGS
    except discord_internals.NotDiscord as error:
        _log.critical("DISCORD_API_URL doesn't lead to Discord's API (%s): correct it or remove it", error)
        return EXIT_SETTINGS
    except discord.ConnectionClosed as error:
        _log.critical(
            "Discord closed the gateway permanently: code %s, %s", error.code, connection.FINAL.get(error.code)
        )
        return EXIT_FAILED
    except UnusableProxy as error:
        _log.critical("%s", error)
        return EXIT_SETTINGS
    finally:
        # The sockets of closed sessions are released in the next round of the loop
        # (https://docs.aiohttp.org/en/stable/client_advanced.html#graceful-shutdown).
        await asyncio.sleep(0)
    return EXIT_OK


def _measured(
    settings: Settings, instruments: Instruments | None, bot: ImagineBot
) -> AbstractAsyncContextManager[None]:
    """Serve what is measured during the block, if the host wants that."""
    if instruments is None or settings.metrics_port is None:
        return nullcontext()
    # Not at the top: it brings a web server, which takes its time.
    from bot.metrics.server import serving  # noqa: PLC0415

    def read() -> Mapping[str, float]:
        return readings(status(bot), account_is_refused=bot.account_is_refused)

    return serving(settings.metrics_host, settings.metrics_port, instruments, read, lambda: status(bot))


async def _run_until_stopped(bot: ImagineBot, rotation: SecretRotation, token: str) -> None:
    """Raises RunOver once others have gone on with the jobs of this process."""
    running = asyncio.create_task(bot.run_patiently(token), name="run")
    over = asyncio.create_task(bot.own_run.over(), name="run over")
    _close_on_signals(bot, running)
    _rotate_on_hangup(bot, rotation, running)
    await asyncio.wait({running, over}, return_when=asyncio.FIRST_COMPLETED)
    if over.done():
        running.cancel()
        await bot.abandon()
        raise RunOver(_OVER)
    over.cancel()
    with suppress(asyncio.CancelledError):
        await running
    if bot.closing:
        await bot.closing


def status(bot: ImagineBot) -> dict[str, object]:
    """The JSON object that ``--health`` prints. ``reasons`` holds stable identifiers for why ``ok`` is false.

    ``seconds_since_heartbeat`` is that of the shard that is silent longest, of the ``shards`` of this process. A
    ``standby`` has none, and is well.
    """
    is_standby = bot.gateway.is_standby
    problems = {
        "starting": not bot.is_ready() and not is_standby,
        "stopping": bot.closing is not None,
        "gateway_silent": bot.gateway.silence > connection.SILENCE and not is_standby,
        "database_away": bot.own_run.away,
    }
    reasons = [reason for reason, present in problems.items() if present]
    plan = bot.gateway.plan
    return {
        "ok": not reasons,
        "reasons": reasons,
        "standby": is_standby,
        "open_jobs": bot.open_jobs,
        "seconds_since_heartbeat": round(bot.gateway.silence),
        "shards": len(plan.shard_ids),
        "shards_connected": bot.gateway.connected,
        "shard_count": plan.shard_count,
    }


def _close_on_signals(bot: ImagineBot, running: asyncio.Task[None]) -> None:
    """Shut down cleanly on the first SIGTERM or SIGINT, exit immediately on the second."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _stop, bot, running, number)


def _rotate_on_hangup(bot: ImagineBot, rotation: SecretRotation, running: asyncio.Task[None]) -> None:
    """Read the secrets again on SIGHUP. From a terminal that is closed, it means the end instead, as ever."""
    ends_with_terminal = terminal.ends_with_terminal()

    def hang_up() -> None:
        if ends_with_terminal and not terminal.is_attached():
            _stop(bot, running, signal.SIGHUP)
        else:
            bot.in_background(rotation.rotate(), "rotate secrets")

    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, hang_up)


def _stop(bot: ImagineBot, running: asyncio.Task[None], number: signal.Signals) -> None:
    if bot.closing:
        # No cleanup: the first attempt at it hangs. 128 + n is the shell's exit code for a process that signal n ended.
        os._exit(128 + number)
    _log.info("%s: shutting down; send it again to exit immediately", number.name)
    bot.closing = asyncio.create_task(bot.close(), name="close")
    # After close() returns, discord.py may still sleep until its next attempt to reconnect.
    bot.closing.add_done_callback(lambda _: running.cancel())
