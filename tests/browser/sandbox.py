"""The sandbox as a process of its own, as ``make demo`` starts it."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 20.0
"""Seconds that the sandbox may take to end."""


@contextmanager
def a_sandbox(*arguments: str) -> Iterator[str]:
    """Run ``python -m sandbox`` on any free port; gives the page's address.

    At the end the process gets a SIGTERM, and has to leave in order.
    """
    command = [sys.executable, "-m", "sandbox", "--port", "0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout
        found = re.search(r"http://\S+", process.stdout.readline())
        try:
            assert found, "the sandbox did not say where its page is"
            yield found[0]
        finally:
            process.terminate()
            _, complaints = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, f"the sandbox left with code {process.returncode}: {complaints}"
    assert "Traceback" not in complaints, complaints
