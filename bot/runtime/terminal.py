"""The terminal that started this process: whether it is still there, and what commands print on it."""

import os
import signal
import sys
from pathlib import Path

from bot.runtime.exit_codes import EXIT_UNREAD

_TERMINAL = Path("/dev/tty")


def say(text: str) -> None:
    """Print a line, and flush it so that it passes a pipe at once.

    Raises SystemExit if nobody reads it, as behind ``| head -1``: other tools end quietly then, too
    (https://docs.python.org/3/library/signal.html#note-on-sigpipe).
    """
    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes at exit what is still in the buffer, and would complain that it can't.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_UNREAD)


def ends_with_terminal() -> bool:
    """Whether this process, which just starts, is to end when its terminal is closed.

    Not if it has none, or was started by ``nohup``, which ignores SIGHUP for it.
    """
    return is_attached() and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN


def is_attached(terminal: Path = _TERMINAL) -> bool:
    """Whether this process has a terminal (https://man7.org/linux/man-pages/man4/tty.4.html)."""
    try:
        os.close(os.open(terminal, os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True
