"""A release that comes out tomorrow is not installed from the lock of today."""

import re
import shlex
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

import pytest

from tests.meta import sources
from tests.setup.newer import VERSION, write_wheel

UV = Path(sys.executable).with_name("uv")


@pytest.mark.skipif(not UV.exists(), reason="uv has no wheel for this machine")
def test_a_newer_release_of_a_package_with_extras_changes_nothing(tmp_path: Path) -> None:
    write_wheel(tmp_path, "parent", "1", requires="child[more]>=1")
    write_wheel(tmp_path, "child", "1", extras={"more"})
    lock = _locked("parent", tmp_path)
    assert "child[more]==1 " in lock.read_text("utf-8")
    write_wheel(tmp_path, "child", VERSION, extras={"more"})
    assert _chosen(lock, tmp_path) == {"parent": "1", "child": "1"}


def _locked(requirement: str, index: Path) -> Path:
    """A lock of ``requirement``, made with the options of ``make lock`` from the wheels in ``index``."""
    wanted, lock = index / "wanted.in", index / "lock.txt"
    wanted.write_text(requirement, "utf-8")
    options = [*_options_of_make_lock(), "--no-index", "--find-links", str(index), "--output-file", str(lock)]
    _ended(str(UV), "pip", "compile", *options, str(wanted))
    return lock


def _options_of_make_lock() -> list[str]:
    """What the Makefile hands to ``uv pip compile``."""
    makefile = (sources.ROOT / "Makefile").read_text("utf-8").replace("\\\n", " ")
    (line,) = re.findall(r"^UV_LOCK = \S+ pip compile (.+)$", makefile, re.MULTILINE)
    return shlex.split(line)


def _chosen(lock: Path, index: Path) -> dict[str, str]:
    """What pip would install from ``lock`` with the wheels in ``index`` before its eyes."""
    target = str(index / "target")
    options = ["--quiet", "--require-hashes", "--no-index", "--no-compile", f"--find-links={index}", "--target", target]
    _ended(sys.executable, "-m", "pip", "--isolated", "install", *options, "--requirement", str(lock))
    return {found.metadata["Name"]: found.version for found in distributions(path=[target])}


def _ended(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own arguments
    assert done.returncode == 0, done.stderr
