"""Checks of imini's key, and of the machine: versions, disk, database, the running bot."""

import os
import platform
import sqlite3
from collections.abc import AsyncIterator, Iterator
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from bot import __version__
from bot.errors import JobFailed, StorageError
from bot.host.disk import ROOM, free_bytes
from bot.imini.client import IminiClient
from bot.imini.cooldown import Cooldown
from bot.imini.errors import AccountRefused, BadResponse, ConnectionLost, NotPassedOn, TaskNotFound, Unreachable
from bot.net.guard import AllowedOrigins, UnusableProxy
from bot.operations.finding import Finding, bad, ok, warn
from bot.requests.models import model_named
from bot.runtime import exposure, health
from bot.runtime.clock import Clock
from bot.settings import ENV_FILE, Settings
from bot.storage.inventory import FILE
from bot.storage.sqlite import at_rest

UNKNOWN_TASK = "imagine-bot-doctor"
"""A task ID that imini can't have. To ask for it costs nothing."""


def of_machine(settings: Settings) -> Iterator[Finding]:
    """Versions, disk and what others can read."""
    yield ok(
        "versions",
        f"imagine-bot {__version__}, Python {platform.python_version()}, discord.py {version('discord.py')}, "
        f"SQLite {sqlite3.sqlite_version}",
    )
    yield _disk(settings.data_dir)
    yield from of_metrics(settings.metrics_port)
    for typo in settings.mistyped():
        yield warn("settings", typo)
    if warning := exposure.warning(ENV_FILE, settings.data_dir):
        yield warn("privacy", warning)


def of_metrics(port: int | None, client: str = "prometheus_client") -> Iterator[Finding]:
    """Whether ``METRICS_PORT`` has the module ``client`` that it needs: without it, the bot does not start."""
    if port and find_spec(client) is None:
        yield bad("metrics", "METRICS_PORT needs prometheus-client: run 'make metrics', or remove METRICS_PORT")


async def of_imini(settings: Settings, clock: Clock) -> AsyncIterator[Finding]:
    """Whether imini accepts the key. It is asked for a task that does not exist."""
    origins, cooldown = AllowedOrigins(settings.imini_base_url), Cooldown(clock)
    client = IminiClient(
        settings.imini_base_url,
        settings.imini_api_key,
        model=model_named(settings.imini_model),
        timeout=settings.imini_timeout,
        origins=origins,
        clock=clock,
        cooldown=cooldown,
    )
    try:
        async with client:
            await client.task(UNKNOWN_TASK)
    except TaskNotFound:
        yield ok("imini", "accepts IMINI_API_KEY")
    except AccountRefused as error:
        yield bad("imini", f"rejects the account: check IMINI_API_KEY and your balance ({error})")
    except (Unreachable, ConnectionLost, BadResponse) as error:
        yield bad("imini", f"can't be reached ({error}): check the network and IMINI_BASE_URL")
    except NotPassedOn as error:
        yield bad("imini", f"isn't what responds ({error}): check IMINI_BASE_URL, and your proxy and firewall")
    except JobFailed as error:
        yield warn("imini", f"doesn't say whether it accepts the key right now ({error})")
    except UnusableProxy as error:
        yield bad("imini", str(error))
    else:
        yield ok("imini", "accepts IMINI_API_KEY")


def of_bot(settings: Settings) -> tuple[Finding, bool]:
    """The bot, and whether it runs."""
    well, answer = health.ask(settings.data_dir)
    if not answer.startswith("{"):
        return ok("bot", f"not running on {settings.data_dir}"), False
    return (ok if well else bad)("bot", f"running: {answer}"), True


def of_database(settings: Settings, *, in_use: bool) -> Finding:
    """The database, unless a running bot has it open."""
    if settings.database_url:
        return _postgres(settings.database_url.get_secret_value())
    return ok("database", "in use by the bot") if in_use else _sqlite(settings.data_dir / FILE)


def _disk(folder: Path) -> Finding:
    place = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not os.access(place, os.W_OK | os.X_OK) or not place.is_dir():
        return bad("disk", f"{place} isn't a folder that the bot can write to: check DATA_DIR and its permissions")
    free = free_bytes(place)
    told = f"{free / (1 << 30):.1f} GB free for {folder}"
    return ok("disk", told) if free >= ROOM else bad("disk", f"{told}: make room, or change DATA_DIR")


def _sqlite(database: Path) -> Finding:
    if not database.exists():
        return ok("database", f"{database} doesn't exist yet; the first start creates it")
    try:
        schema, jobs = at_rest.inspect(database)
    except sqlite3.Error as error:
        return bad("database", f"{database} isn't usable: {error}")
    return ok("database", f"{database} is intact (schema {schema}, jobs: {jobs})")


def _postgres(url: str) -> Finding:
    try:
        # Not at the top: it needs the driver, which is not installed everywhere.
        probe = import_module("bot.storage.postgres.schema").probe
    except ImportError:
        return bad("database", "DATABASE_URL needs the PostgreSQL driver: run 'make postgres'")
    try:
        return ok("database", f"PostgreSQL {probe(url)} responds")
    except StorageError as error:
        return bad("database", str(error))
