"""Which part may know which: the contracts in pyproject.toml, and no surprise at import."""

import subprocess
import sys

import pytest
from importlinter.cli import lint_imports

from tests.meta import sources


def test_the_arrows_point_one_way(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(sources.ROOT)
    assert lint_imports(no_logo=True) == 0, capsys.readouterr().out


def test_importing_the_project_does_nothing_but_define() -> None:
    watch = [sys.executable, "-B", "-m", "tests.meta.import_watch"]
    seen = subprocess.run(watch, cwd=sources.ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    assert seen.stdout.splitlines() == [f"{len(sources.files(*sources.PRODUCT))} modules imported"]
