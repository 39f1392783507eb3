"""The systemd unit: valid, confined, and of one mind with the container and the code."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.app import STOP_GRACE
from bot.runtime.exit_codes import EXIT_SETTINGS
from tests.meta import sources
from tests.setup.manifests import load

UNIT = sources.ROOT / "deploy" / "systemd" / "imagine-bot.service"
LINES = re.findall(r"^(\w+)=(.*)$", UNIT.read_text("utf-8"), re.MULTILINE)
VALUES = dict(LINES)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd on this machine")
def test_systemd_knows_every_key_and_value(tmp_path: Path) -> None:
    unit = tmp_path / UNIT.name
    # The interpreter of a host's checkout is not on this machine.
    unit.write_text(UNIT.read_text("utf-8").replace("/opt/imagine-bot/.venv/bin/python", sys.executable))
    verified = subprocess.run(  # noqa: S603 - the unit of this project
        ["systemd-analyze", "verify", "--man=no", unit],  # noqa: S607 - found above
        capture_output=True,
        text=True,
        check=False,
    )
    complaints = [line for line in verified.stderr.splitlines() if UNIT.name in line]
    assert (verified.returncode, complaints) == (0, [])


def test_the_data_folder_is_the_one_that_can_be_written() -> None:
    assert ("Environment", f"DATA_DIR=/var/lib/{VALUES['StateDirectory']}") in LINES
    assert VALUES["ProtectSystem"] == "strict"
    assert "ReadWritePaths" not in VALUES


def test_a_reload_reads_the_secrets_again() -> None:
    assert VALUES["ExecReload"] == "/bin/kill -HUP $MAINPID"


def test_a_bot_with_a_wrong_setting_is_not_started_again() -> None:
    assert VALUES["RestartPreventExitStatus"] == str(EXIT_SETTINGS)


def test_the_limits_are_those_of_the_container() -> None:
    service = load("compose.yaml")["services"]["bot"]
    assert VALUES["MemoryMax"] == service["mem_limit"].replace("m", "M")
    assert VALUES["TasksMax"] == str(service["pids_limit"])
    assert VALUES["CPUQuota"] == f"{service['cpus'] * 100}%"
    assert f"{VALUES['TimeoutStopSec']}s" == service["stop_grace_period"]
    assert int(VALUES["TimeoutStopSec"]) > STOP_GRACE
