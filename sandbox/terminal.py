"""Standard output of the sandbox's commands."""

import sys


def say(text: str) -> None:
    """Write a line and flush it, so that it passes a pipe at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
