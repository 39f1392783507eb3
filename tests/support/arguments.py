"""What the command lines of benches and campaigns take. Anything else is refused before something is measured."""

import argparse
import math
from pathlib import Path


def count(text: str) -> int:
    """A number of things: 1 at least. Raises ArgumentTypeError."""
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError(f"must be 1 at least, not {text}")
    return number


def amount(text: str) -> float:
    """A duration or a rate: more than 0. Raises ArgumentTypeError."""
    number = float(text)
    if not 0 < number < math.inf:
        raise argparse.ArgumentTypeError(f"must be more than 0, not {text}")
    return number


def checkout(text: str) -> Path:
    """A folder with the bot in it. Raises ArgumentTypeError."""
    folder = Path(text)
    if not (folder / "bot" / "__main__.py").is_file():
        raise argparse.ArgumentTypeError(f"{text} is no checkout of the bot")
    return folder
