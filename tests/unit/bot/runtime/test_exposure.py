"""Files that other users can read are named, with the command that fixes it."""

import os
import shlex
import subprocess
from pathlib import Path

import pytest

from bot.runtime.exposure import warning


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    """A file with secrets that nobody else can read."""
    path = tmp_path / "my .env"
    path.touch(mode=0o600)
    return path


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A folder that nobody else can enter."""
    path = tmp_path / "data"
    path.mkdir(mode=0o700)
    return path


def test_what_is_closed_is_not_mentioned(env_file: Path, data_dir: Path) -> None:
    assert warning(env_file, data_dir) is None


def test_what_is_not_there_is_not_mentioned(tmp_path: Path) -> None:
    assert warning(tmp_path / "missing", tmp_path / "missing too") is None


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o666])
def test_an_env_file_that_others_can_read_is_named(env_file: Path, data_dir: Path, mode: int) -> None:
    env_file.chmod(mode)
    line = warning(env_file, data_dir)
    assert line == f"other users of this machine can read {env_file}; fix it with: chmod go= '{env_file}'"


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o711, 0o705])
def test_a_folder_that_others_can_enter_is_named(env_file: Path, data_dir: Path, mode: int) -> None:
    data_dir.chmod(mode)
    line = warning(env_file, data_dir)
    assert line == f"other users of this machine can read {data_dir}; fix it with: chmod go= {data_dir}"


def test_both_are_named_in_one_line_and_its_command_closes_both(env_file: Path, data_dir: Path) -> None:
    env_file.chmod(0o644)
    data_dir.chmod(0o755)
    line = warning(env_file, data_dir) or ""
    assert line.splitlines() == [line]
    subprocess.run(shlex.split(line.partition("fix it with: ")[2]), check=True)  # noqa: S603 - our own command
    assert warning(env_file, data_dir) is None


def test_a_file_of_somebody_else_may_be_read_by_its_group(env_file: Path, data_dir: Path) -> None:
    another = os.getuid() + 1
    env_file.chmod(0o640)
    assert warning(env_file, data_dir, another) is None
    env_file.chmod(0o644)
    assert warning(env_file, data_dir, another) is not None
