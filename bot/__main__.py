"""The command line, ``python -m bot``: version, health check, start."""

import argparse
import gc
import logging
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot import __version__
from bot.runtime import exposure, health, log
from bot.runtime.clock import Clock
from bot.runtime.exit_codes import EXIT_FAILED, EXIT_OK, EXIT_SETTINGS
from bot.settings import ENV_FILE, Settings, SettingsError

if TYPE_CHECKING:
    from bot.launch import Factories

_log = logging.getLogger(__name__)


def main(
    arguments: Sequence[str] | None = None, clock: Clock | None = None, factories: "Factories | None" = None
) -> int:
    """Parse the command line and run the bot. Returns the exit code. ``factories`` are those of tests."""
    parser = argparse.ArgumentParser(prog="python -m bot", description="Imagine bot: image generation for Discord.")
    parser.add_argument("--version", action="version", version=f"imagine-bot {__version__}")
    parser.add_argument("--health", action="store_true", help="query the running bot; exits 0 if it is healthy")
    options = parser.parse_args(arguments)
    try:
        settings = Settings.load()
    except SettingsError as error:
        sys.stderr.write(f"imagine-bot: {error}\n")
        return EXIT_SETTINGS
    if options.health:
        healthy, answer = health.ask(settings.data_dir)
        sys.stdout.write(f"{answer}\n")
        return EXIT_OK if healthy else EXIT_FAILED
    secrets = (settings.discord_token, settings.imini_api_key)
    log.configure(settings.log_level, settings.log_format, [secret.get_secret_value() for secret in secrets])
    os.umask(0o077)  # files that libraries create, such as SQLite's WAL, are private to the bot's user too
    if warning := exposure.warning(ENV_FILE, settings.data_dir):
        _log.warning("%s", warning)
    return _serve(settings, clock or Clock(), factories)


def _serve(settings: Settings, clock: Clock, factories: "Factories | None") -> int:
    # What is imported stays for as long as the bot runs. Looking for garbage in it, now and in every full collection
    # later, would stop the bot for tens of milliseconds each time.
    gc.disable()
    from bot import launch, serve  # noqa: PLC0415 - --health needs none of it, and a container asks every 30 s

    gc.freeze()
    gc.enable()
    return serve.serve(settings, clock, factories or launch.PRODUCT)


if __name__ == "__main__":
    sys.exit(main())
