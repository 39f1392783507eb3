"""The command line, ``python -m bot``: version, health check, commands, start."""

import argparse
import gc
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING

from bot import __version__
from bot.operations import command_line
from bot.runtime.exit_codes import EXIT_FAILED, EXIT_INTERRUPTED, EXIT_OK, EXIT_SETTINGS

if TYPE_CHECKING:
    from bot.launch import Factories
    from bot.runtime.clock import Clock
    from bot.runtime.log import Redactor
    from bot.settings import Settings

_log = logging.getLogger(__name__)

GARBAGE = 10_000
"""Objects that may be made before Python looks for garbage. A job in flight holds thousands: with Python's own 700, it
would be searched again and again."""


def main(
    arguments: Sequence[str] | None = None, clock: "Clock | None" = None, factories: "Factories | None" = None
) -> int:
    """Parse the command line and run the bot. Returns the exit code. ``factories`` are those of tests."""
    try:
        return _run(arguments, clock, factories)
    except KeyboardInterrupt:  # while the bot starts, which takes as long as a database is away, or during a command
        return EXIT_INTERRUPTED


def _run(arguments: Sequence[str] | None, clock: "Clock | None", factories: "Factories | None") -> int:
    parser = argparse.ArgumentParser(prog="python -m bot", description="Imagine bot: image generation for Discord.")
    parser.add_argument("--version", action="version", version=f"imagine-bot {__version__}")
    parser.add_argument("--health", action="store_true", help="query the running bot; exits with 0 if it is healthy")
    command_line.add_commands(parser)
    options = parser.parse_args(arguments)
    with _importing():
        if not options.health and not options.command:
            # It reads all certificates of the machine, which takes a tenth of the start and can use another processor.
            _import_ahead("aiohttp")
        from bot.runtime import exposure, health, log, terminal  # noqa: PLC0415 - within _importing
        from bot.settings import ENV_FILE, Settings, SettingsError  # noqa: PLC0415
    try:
        settings = Settings.load()
    except SettingsError as error:
        sys.stderr.write(f"imagine-bot: {error}\n")
        return EXIT_SETTINGS
    if options.health:
        healthy, answer = health.ask(settings.data_dir)
        terminal.say(answer)
        return EXIT_OK if healthy else EXIT_FAILED
    os.umask(0o077)  # files that libraries create, such as SQLite's WAL, are private to the bot's user too
    if options.command:
        log.configure("ERROR", "text", settings.secrets)
        return command_line.run(settings, options)
    redact = log.configure(settings.log_level, settings.log_format, settings.secrets)
    for warning in (*Settings.mistyped(), exposure.warning(ENV_FILE, settings.data_dir)):
        if warning:
            _log.warning("%s", warning)
    return _serve(settings, redact, clock, factories)


def _serve(settings: "Settings", redact: "Redactor", clock: "Clock | None", factories: "Factories | None") -> int:
    with _importing():
        from bot import app, launch, serve  # noqa: PLC0415 - --health needs none of it, and a container asks every 30 s
        from bot.runtime.clock import Clock  # noqa: PLC0415
    # The database is opened and the bot logs in meanwhile, which is waiting for the most part.
    _import_ahead(app.EXTENSION)
    return serve.serve(settings, clock or Clock(), redact, factories or launch.PRODUCT)


@contextmanager
def _importing() -> Iterator[None]:
    """Import without looking for garbage, as what is imported stays for as long as the bot runs.

    Looking for it now, and in every full collection later, would stop the bot for tens of milliseconds each time.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(GARBAGE)
        gc.enable()


def _import_ahead(module: str) -> None:
    """Import ``module`` in a thread. Whoever imports it meanwhile waits for the thread."""
    Thread(target=import_module, args=[module], name=f"import {module}").start()


if __name__ == "__main__":
    sys.exit(main())
