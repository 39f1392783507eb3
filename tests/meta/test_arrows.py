"""Which part may know which: the contracts in pyproject.toml, and no surprise at import."""

import subprocess
import sys
from pathlib import Path

from tests.meta import sources


def _ended(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """A command that was run in a process of its own, in the project's folder."""
    return subprocess.run(command, cwd=sources.ROOT, capture_output=True, text=True, check=False)  # noqa: S603


def test_the_arrows_point_one_way() -> None:
    check = _ended(Path(sys.executable).with_name("lint-imports"), "--no-logo")
    assert check.returncode == 0, check.stdout


def test_importing_the_project_does_nothing_but_define() -> None:
    watch = _ended(sys.executable, "-B", "-m", "tests.meta.import_watch")
    assert watch.stdout == f"{len(sources.files(*sources.PRODUCT))} modules imported", watch.stderr
