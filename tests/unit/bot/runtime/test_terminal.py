"""The terminal of a process, and what is printed on it."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.runtime import terminal
from bot.runtime.exit_codes import EXIT_UNREAD

TELL = "from bot.runtime import terminal; print(terminal.is_attached(), terminal.ends_with_terminal())"


def test_a_terminal_that_can_be_opened_is_there(tmp_path: Path) -> None:
    (tmp_path / "tty").touch()
    assert terminal.is_attached(tmp_path / "tty")
    assert not terminal.is_attached(tmp_path / "gone")


def test_a_process_in_a_session_of_its_own_has_no_terminal_to_end_with() -> None:
    told = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", TELL], capture_output=True, text=True, check=True, start_new_session=True
    )
    assert told.stdout.split() == ["False", "False"]


@pytest.mark.parametrize(("ignored", "ends"), [(False, "True"), (True, "False")])
def test_a_process_ends_with_its_terminal_unless_nohup_started_it(ignored: bool, ends: str) -> None:
    """The terminal is one that this test opens: https://man7.org/linux/man-pages/man7/pty.7.html."""
    first = f"import signal; signal.signal(signal.SIGHUP, signal.{'SIG_IGN' if ignored else 'SIG_DFL'}); "
    opened = f"import pty, sys; sys.exit(pty.spawn([sys.executable, '-c', {first + TELL!r}]))"
    told = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", opened], capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL
    )
    assert told.stdout.split() == ["True", ends]


def test_what_prints_ends_quietly_once_nobody_reads_it() -> None:
    endless = "from bot.runtime import terminal\nwhile True: terminal.say('ok    python')"
    with subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", endless], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout
        assert run.stdout.readline() == "ok    python\n"
        run.stdout.close()
        assert run.stderr
        assert run.stderr.read() == ""
    assert run.returncode == EXIT_UNREAD
