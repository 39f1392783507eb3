"""Standard output of the sandbox's commands."""

import sys


def say(text: str) -> None:
    """Write a line at once, so that whoever reads along through a pipe sees it when it is true."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
