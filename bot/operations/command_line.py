"""The commands of ``python -m bot``. Each is a module with a function ``run``, imported only if it is called."""

import argparse
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from bot.settings import Settings


MODULES = {
    "backup": "bot.operations.backup",
    "restore": "bot.operations.restore",
    "doctor": "bot.operations.doctor",
    "prices": "bot.credits.price_command",
}


class Command(Protocol):
    """A module of a command."""

    def run(self, settings: "Settings", arguments: argparse.Namespace) -> int:
        """Do it, and say on standard output what was done. Returns the exit code."""


def add_commands(parser: argparse.ArgumentParser) -> None:
    """Add the commands to the command line. Without one, the bot starts."""
    commands = parser.add_subparsers(dest="command", title="commands", metavar="command")
    backup = commands.add_parser("backup", help="back up all data into one file; the bot may be running")
    backup.add_argument("file", type=Path, help="the file to create; it must not exist yet")
    restore = commands.add_parser("restore", help="replace the data with a backup; stop the bot first")
    restore.add_argument("file", type=Path, help="a file made by backup")
    prices = commands.add_parser(
        "prices", help="explain how to set prices from imini's price list, or read a saved list"
    )
    prices.add_argument("file", type=Path, nargs="?", help="the saved list: a web page, text, CSV or JSON")
    commands.add_parser(
        "doctor", help="check the token, imini's key, the database and more; exits with 1 if a check fails"
    )


def run(settings: "Settings", arguments: argparse.Namespace) -> int:
    """Run the command that ``arguments`` names. Returns the exit code."""
    return cast(Command, import_module(MODULES[arguments.command])).run(settings, arguments)
