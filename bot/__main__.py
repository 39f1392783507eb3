"""Composition root and command line: ``python -m bot``."""

import argparse
import asyncio
import logging
import os
import secrets
import signal
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress

import discord

from bot import __version__
from bot.admission.admission import Pipeline, Terms
from bot.admission.capacity import Capacity
from bot.app import ImagineBot
from bot.credits.attempts import Attempts
from bot.credits.quota import MemoryQuota
from bot.errors.storage import DatabaseError
from bot.gateway import connection, endpoints
from bot.i18n.catalog import Texts
from bot.images.download_slots import DownloadSlots
from bot.images.picture_loader import PictureLoader
from bot.images.reference_loader import READ_AT_ONCE, Inputs
from bot.images.reference_store import Snapshots
from bot.images.results import Gallery
from bot.imaging.opener import Imaging
from bot.imaging.pixel_budget import PixelBudget
from bot.imaging.process import ImageProcess
from bot.imini.circuit_breaker import Account
from bot.imini.client import IminiClient
from bot.imini.cooldown import Throttle
from bot.imini.retry_policy import Backoff
from bot.jobs.durations import Durations
from bot.jobs.lifecycle import Ledger
from bot.jobs.posts import Posts
from bot.jobs.recent import Recent
from bot.jobs.repository import SqliteJournal
from bot.members.preferences import Members
from bot.members.privacy import Privacy
from bot.net.download import Downloader
from bot.net.guard import Origins, UnusableProxy
from bot.requests.limits import AttachmentLimits
from bot.requests.models import model_named
from bot.runtime import exposure, health, log
from bot.runtime.background import Tasks
from bot.runtime.clock import Clock
from bot.services import Services
from bot.settings import ENV_FILE, Settings, SettingsError
from bot.storage.database import Database
from bot.worker.pending import Errands
from bot.worker.result_lookup import Recovery
from bot.worker.submitter import Submitter
from bot.worker.tracker import Tracker

try:
    from uvloop import run
except ImportError:  # pragma: no cover - uvloop is faster, but not made for every platform
    from asyncio import run  # type: ignore[assignment]  # both take the coroutine alone

_log = logging.getLogger(__name__)

EXIT_OK, EXIT_FAILED, EXIT_SETTINGS = 0, 1, 2


@asynccontextmanager
async def compose(
    settings: Settings, clock: Clock, new_image_process: Callable[[], ImageProcess] = ImageProcess
) -> AsyncIterator[ImagineBot]:
    """Build the bot out of its parts; what needs closing is closed on the way out.

    Raises:
        DatabaseError: ``DATA_DIR`` can't be used.
    """
    endpoints.use_api(settings.discord_api_url)
    origins = Origins(settings.imini_base_url, settings.discord_api_url)
    downloader = Downloader(origins)
    backoff = Backoff()
    model = model_named(settings.imini_model)
    client = IminiClient(
        settings.imini_base_url,
        settings.imini_api_key,
        model=model,
        timeout=settings.imini_timeout,
        origins=origins,
        clock=clock,
        throttle=Throttle(clock),
    )
    async with Database(settings.data_dir / "imagine.db", clock) as database, AsyncExitStack() as parts:
        for part in (client, downloader, results := new_image_process(), references := new_image_process()):
            await parts.enter_async_context(part)
        budget = PixelBudget()
        limits = AttachmentLimits(settings.attachment_max_mb << 20, settings.attachment_max_megapixels * 1_000_000)
        inline = settings.reference_transport == "inline"
        journal = SqliteJournal(database)
        snapshots = Snapshots(settings.data_dir / "references", journal)
        inputs = Inputs(
            downloader,
            Imaging(references, budget),
            DownloadSlots(READ_AT_ONCE, clock),
            settings.data_dir / "inputs",
            limits,
            snapshots,
            inline=inline,
        )
        inputs.clear()
        imaging = Imaging(results, budget)
        loader = PictureLoader(downloader, imaging, DownloadSlots(settings.max_downloads, clock), backoff, clock)
        gallery = Gallery(loader, imaging, settings.data_dir / "pictures")
        gallery.clear_all()
        quota = MemoryQuota(settings.quota_credits, settings.quota_window, settings.quota_max_running, clock)
        durations = Durations()
        recent, members = Recent(), Members(database)
        attempts = Attempts(settings.max_declined, clock)
        ledger = Ledger(journal, quota, durations, recent, attempts, clock)
        submitter = Submitter(client, inputs, ledger, settings.max_submits, backoff, clock)
        pipeline = Pipeline(
            ledger,
            submitter,
            Tracker(client, durations, settings.task_timeout, backoff, clock),
            Account(settings.account_pause, clock),
            Terms(model, settings.cost, Capacity(settings.max_open_jobs), attempts),
            clock,
            new_id=lambda: secrets.token_hex(5),
        )
        yield ImagineBot(
            Services(
                pipeline=pipeline,
                ledger=ledger,
                submitter=submitter,
                journal=journal,
                recent=recent,
                members=members,
                durations=durations,
                errands=Errands(database),
                posts=Posts(database),
                gallery=gallery,
                inputs=inputs,
                recovery=Recovery(client),
                privacy=Privacy(journal, ledger, members, snapshots),
                snapshots=snapshots,
                quota=quota,
                texts=Texts.load(),
                tasks=Tasks(),
                clock=clock,
                attachment_limits=limits,
                data_dir=settings.data_dir,
                notify_after=settings.notify_after.total_seconds(),
                window=settings.quota_window.total_seconds(),
                retention_days=settings.retention_days,
                confirm_credits=settings.confirm_credits,
                buttons_for=settings.buttons_for,
            )
        )


async def serve(settings: Settings, clock: Clock) -> int:
    """Run the bot until a signal ends it; returns the exit code."""
    try:
        async with compose(settings, clock) as bot, health.answering(settings.data_dir, lambda: status(bot)), bot:
            await _run_until_stopped(bot, settings.discord_token.get_secret_value())
    except DatabaseError as error:
        _log.critical("%s", error)
        return EXIT_FAILED
    except discord.LoginFailure:
        _log.critical("Discord refuses DISCORD_TOKEN: reset it in the Developer Portal and put the new one into .env")
        return EXIT_SETTINGS
    except endpoints.NotDiscord as error:
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
        "open_jobs": bot.services.ledger.open_jobs,
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


def main(arguments: Sequence[str] | None = None, clock: Clock | None = None) -> int:
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
    return run(serve(settings, clock or Clock()))


if __name__ == "__main__":
    sys.exit(main())
