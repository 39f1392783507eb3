"""Whether the terminal that started this process is still there."""

import os
import signal
from pathlib import Path

_TERMINAL = Path("/dev/tty")


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
