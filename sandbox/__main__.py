"""Command line: ``python -m sandbox``."""

import argparse
import asyncio
import math
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from discord import Locale

from bot.launch import PRODUCT, Factories
from bot.requests.prompt import has_visible_text
from bot.requests.request import MAX_COUNT, MAX_REFERENCES, Aspect, Quality, ReferenceType, Resolution
from bot.runtime import log
from cogs.discord_numbers import OPTION_LIMIT
from cogs.i18n.catalog import DEFAULT_LOCALE
from sandbox.browser import has_browser, open_page
from sandbox.imini.triggers import TRIGGERS
from sandbox.once import run_once
from sandbox.page.session import nobody, show

PORT = 8765
OUTPUT = Path("sandbox-pictures")
EXIT_INTERRUPTED = 130
FASTEST = 100
"""The highest speed: beyond it, a job is over before its card is shown."""

DESCRIPTION = """\
Try Imagine bot without any account: the real bot, with a Discord in your browser and an imini that paints on this
machine. Nothing leaves the machine, and nothing costs anything."""


def main(arguments: Sequence[str] | None = None, factories: Factories = PRODUCT) -> int:
    """Run the sandbox; returns the exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if len(options.image) > MAX_REFERENCES:
        parser.error(f"argument --image: at most {MAX_REFERENCES} images")
    if options.once is None:
        _refuse_unused(parser, options)
    log.configure("WARNING", "text", [])
    if options.once is None:
        seen = options.browser and has_browser(os.environ, terminal=sys.stdout.isatty())
        return asyncio.run(show(options.port, options.speed, options.locale, open_page if seen else nobody))
    try:
        return asyncio.run(
            run_once(_command(options), options.output or OUTPUT, options.speed, options.locale, factories)
        )
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    triggers = "\n".join(f"  {trigger.phrase:<18}{trigger.effect}" for trigger in TRIGGERS)
    parser = argparse.ArgumentParser(
        prog="python -m sandbox",
        description=DESCRIPTION,
        epilog=f"words in a prompt that trigger a failure:\n{triggers}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--speed", type=_speed, default=1.0, metavar="N", help="speed up time N times")
    locales = [locale.value for locale in Locale]
    parser.add_argument(
        "--locale",
        choices=locales,
        default=DEFAULT_LOCALE,
        metavar="LANG",
        help="language of your Discord, such as zh-CN",
    )
    page = parser.add_argument_group("a page in your browser (the default)")
    page.add_argument("--port", type=_port, default=PORT, help=f"port of the page; {PORT} if free, else any free port")
    page.add_argument("--no-browser", dest="browser", action="store_false", help="only print the page's address")
    job = parser.add_argument_group("one job without a browser (exit code: 0 done, 1 refused or failed, 2 bad usage)")
    job.add_argument("--once", type=_prompt, metavar="PROMPT", help="draw this, and print the card as it changes")
    job.add_argument("--aspect-ratio", choices=[*map(str, Aspect)], help="aspect ratio")
    job.add_argument("--resolution", choices=[*map(str, Resolution)], help="size of the pictures")
    job.add_argument("--quality", choices=[*map(str, Quality)], help="detail and cost")
    job.add_argument(
        "--count", type=int, choices=range(1, MAX_COUNT + 1), metavar="N", help=f"pictures, 1 to {MAX_COUNT}"
    )
    job.add_argument(
        "--image", type=_file, action="append", default=[], metavar="FILE", help="a reference; up to 3 times"
    )
    job.add_argument("--reference", choices=[*map(str, ReferenceType)], help="what the images are for")
    job.add_argument("--output", type=_folder, metavar="DIR", help=f"folder for the pictures; {OUTPUT}/")
    return parser


def _refuse_unused(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """What only ``--once`` uses would do nothing on the page, and nobody would know why."""
    if unused := [*_given(options), *(["image"] if options.image else [])]:
        name = unused[0].replace("_", "-")
        parser.error(f"argument --{name}: only --once uses it; on the page, it is an option of /imagine")
    if options.output:
        parser.error("argument --output: only --once saves pictures; on the page, open one to save it")


def _command(options: argparse.Namespace) -> dict[str, Any]:
    """The given options of ``/imagine``."""
    images = {f"image{number}": image for number, image in enumerate(options.image, 1)}
    return {"prompt": options.once, **_given(options), **images}


def _given(options: argparse.Namespace) -> dict[str, Any]:
    """Those that are neither the prompt nor images, by their names in ``/imagine``."""
    names = ("aspect_ratio", "resolution", "quality", "count", "reference")
    return {name: value for name in names if (value := getattr(options, name)) is not None}


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = math.nan
    if not 0 < speed <= FASTEST:
        raise argparse.ArgumentTypeError(f"{text!r} isn't a number above 0 and up to {FASTEST}")
    return speed


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) >= 1 << 16:
        raise argparse.ArgumentTypeError(f"{text!r} isn't a port: use a number up to 65535, or 0 for any free one")
    return int(text)


def _prompt(text: str) -> str:
    if not has_visible_text(text):
        raise argparse.ArgumentTypeError("the prompt is empty: say what to draw")
    if len(text) > OPTION_LIMIT:
        raise argparse.ArgumentTypeError(f"the prompt has {len(text):,} characters, and the limit is {OPTION_LIMIT:,}")
    return text


def _path(text: str) -> Path:
    # No shell expands the ``~`` in ``--output=~/pictures``.
    try:
        return Path(text).expanduser()
    except RuntimeError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _folder(text: str) -> Path:
    """A folder that exists, or can be made, and can be written to."""
    folder = _path(text)
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not there.is_dir():
        raise argparse.ArgumentTypeError(f"{there} is a file: name a folder")
    if not os.access(there, os.W_OK | os.X_OK):
        raise argparse.ArgumentTypeError(f"can't write to {there}: name another folder")
    return folder


def _file(text: str) -> tuple[str, bytes]:
    path = _path(text)
    try:
        return path.name, path.read_bytes()
    except OSError as error:
        raise argparse.ArgumentTypeError(f"can't read {text}: {error.strerror}") from error


if __name__ == "__main__":
    sys.exit(main())
