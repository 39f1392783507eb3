"""Setting up: uv where it can be had, pip where not, and nothing twice."""

from pathlib import Path

import pytest

from requirements.commands import Commands
from requirements.install import FOLDER, SETS, install, main, stamp


class Recorded(Commands):
    """Commands that only write down what they were called for, and end as they are told."""

    def __init__(self, *, pip: int = 0, uv: int = 0) -> None:
        super().__init__()
        self.calls: list[str] = []
        self._pip = pip
        self._uv = uv

    def pip(self, *arguments: str) -> int:
        lock = arguments[-1].removeprefix("--requirement=")
        self.calls.append(f"pip {Path(lock).name}")
        return self._pip if lock.endswith("uv.txt") else 0

    def uv(self, lock: str) -> int:
        self.calls.append(f"uv {Path(lock).name}")
        return self._uv


def _stamps(venv: Path) -> set[str]:
    return {path.stem for path in venv.iterdir()}


def test_uv_comes_by_pip_and_installs_the_rest(tmp_path: Path) -> None:
    commands = Recorded()
    assert install("sandbox", tmp_path, commands) == 0
    assert commands.calls == ["pip uv.txt", "uv sandbox.txt"]


def test_where_uv_has_no_wheel_pip_installs_the_same_lock(tmp_path: Path) -> None:
    commands = Recorded(pip=1)
    assert install("dev", tmp_path, commands) == 0
    assert commands.calls == ["pip uv.txt", "pip dev.txt"]
    assert _stamps(tmp_path) == set(SETS)


def test_where_uv_gets_nowhere_pip_installs_the_same_lock(tmp_path: Path) -> None:
    commands = Recorded(uv=2)
    assert install("dev", tmp_path, commands) == 0
    assert commands.calls == ["pip uv.txt", "uv dev.txt", "pip dev.txt"]


@pytest.mark.parametrize(
    ("wanted", "served"),
    [
        ("core", {"core"}),
        ("postgres", {"core", "postgres"}),
        ("metrics", {"core", "postgres", "metrics"}),
        ("sandbox", {"core", "sandbox"}),
        ("dev", {"core", "postgres", "metrics", "sandbox", "dev"}),
    ],
)
def test_a_set_serves_the_narrower_ones_too(tmp_path: Path, wanted: str, served: set[str]) -> None:
    install(wanted, tmp_path, Recorded())
    assert _stamps(tmp_path) == served


def test_a_wider_set_that_is_there_is_renewed_rather_than_thrown_out(tmp_path: Path) -> None:
    install("dev", tmp_path, Recorded())
    commands = Recorded()
    install("sandbox", tmp_path, commands)
    assert commands.calls == ["pip uv.txt", "uv dev.txt"]
    assert _stamps(tmp_path) == set(SETS)


def test_the_driver_of_postgresql_stays_when_the_bot_runs_again(tmp_path: Path) -> None:
    install("postgres", tmp_path, Recorded())
    commands = Recorded()
    install("core", tmp_path, commands)
    assert commands.calls == ["pip uv.txt", "uv postgres.txt"]


def test_neither_the_driver_nor_the_sandbox_is_thrown_out_for_the_other(tmp_path: Path) -> None:
    install("postgres", tmp_path, Recorded())
    commands = Recorded()
    install("sandbox", tmp_path, commands)
    assert commands.calls == ["pip uv.txt", "uv dev.txt"]


class Failing(Recorded):
    """Commands that all fail."""

    def pip(self, *arguments: str) -> int:
        super().pip(*arguments)
        return 1


def test_what_failed_half_way_counts_for_nothing(tmp_path: Path) -> None:
    install("sandbox", tmp_path, Recorded())
    assert install("dev", tmp_path, Failing()) == 1
    assert _stamps(tmp_path) == set()


def test_whoever_has_no_network_is_told_what_to_do(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    install("sandbox", tmp_path, Failing())
    assert "Check your network, then run the same command again." in capsys.readouterr().err


def test_a_python_of_the_system_is_left_alone(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["dev"], str(tmp_path), str(tmp_path)) == 2
    assert "no virtual environment" in capsys.readouterr().err
    assert not stamp(tmp_path, "dev").exists()


def test_every_set_has_its_lock() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == {*SETS, "uv"}
