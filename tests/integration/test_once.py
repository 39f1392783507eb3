"""``python -m sandbox --once``: one job without a browser."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from bot.launch import Factories
from bot.runtime.exit_codes import EXIT_UNREAD
from sandbox.__main__ import main
from tests.support.library import keep_addresses
from tests.support.names import picture_numbers
from tests.support.pictures import png, written
from tests.support.rootlog import root_logger_kept

HURRY = ("--speed", "20", "--once")
AT_ONCE = ("--speed", "5", "--once")
"""For what is refused at once: in a hurry, a slow machine's member is told first that it takes longer than usual."""


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Run it in this process. It points discord.py at its own Discord, and listens to no environment."""
    keep_addresses(monkeypatch)
    monkeypatch.setenv("QUOTA_CREDITS", "nonsense")
    with root_logger_kept():
        yield


def test_a_job_is_told_as_it_goes_and_its_pictures_are_saved(tmp_path: Path) -> None:
    image = written(tmp_path / "mine.png", png((64, 64)))
    saved = tmp_path / "saved"
    command = [sys.executable, "-m", "sandbox", *HURRY, "a red *fox*", "--aspect-ratio", "16:9", "--count", "2"]
    command += ["--image", str(image), "--reference", "style", "--output", str(saved)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own interpreter
    assert (run.returncode, run.stderr) == (0, "")
    blocks = run.stdout.split("\n\n")
    while blocks[0].startswith(("One moment", "Saving your request")):  # a busy machine took its time
        del blocks[0]
    assert blocks[0].startswith(
        "a red *fox*\nby @you · 16:9 · 1K · medium · 2 pictures · 1 reference · 18 credits\nSending your request …"
    )
    assert "[Picture 2 of 2: a red *fox*]" in blocks[-2]
    assert "Task `task_" in blocks[1]
    files = sorted(saved.iterdir())
    assert picture_numbers(file.name for file in files) == [1, 2]
    told = [line.partition(" (")[0] for line in blocks[-1].splitlines()]
    assert told == [f"Saved {file}" for file in files]
    with Image.open(files[1]) as picture:
        assert picture.size == (1360, 768)


def test_a_failed_job_says_why_and_exits_with_1(
    factories: Factories, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*HURRY, "sandbox:moderated", "--output", str(tmp_path / "saved")], factories) == 1
    out, err = capsys.readouterr()
    assert "Couldn't make this picture. Blocked by the content policy." in out
    assert "Traceback" not in err
    assert not (tmp_path / "saved").exists()


def test_a_refused_job_says_why_and_exits_with_1(
    factories: Factories, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    image = written(tmp_path / "bad.png", b"no image at all")
    assert main([*AT_ONCE, "a fox", "--image", str(image)], factories) == 1
    assert "bad.png) isn't a supported image" in capsys.readouterr().out


def test_a_refused_prompt_is_not_given_back_as_a_file(factories: Factories, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*AT_ONCE, "a fox --v 6"], factories) == 1
    out = capsys.readouterr().out
    assert "`--v 6`" in out
    assert "prompt_file" not in out


def test_it_ends_quietly_once_nobody_reads_what_it_prints(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sandbox", *HURRY, "a red fox", "--output", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:  # noqa: S603 - our own interpreter
        assert run.stdout
        assert run.stdout.readline()
        run.stdout.close()
        assert run.stderr
        assert run.stderr.read() == ""
    assert run.returncode == EXIT_UNREAD


def test_a_folder_that_can_no_longer_be_made_is_explained(
    factories: Factories, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # A link to nowhere does not exist yet, and nothing can be made in its place.
    (tmp_path / "saved").symlink_to(tmp_path / "nowhere" / "at all")
    assert main([*HURRY, "sandbox:blank", "--output", str(tmp_path / "saved")], factories) == 2
    out, err = capsys.readouterr()
    assert "Can't save pictures in" in out
    assert "Traceback" not in err


def test_a_prompt_longer_than_discord_takes_is_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([*HURRY, "x" * 6001])
    assert "the prompt has 6,001 characters, and the limit is 6,000" in capsys.readouterr().err


def test_what_discord_would_not_send_is_bad_usage(
    factories: Factories, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    note = tmp_path / "note.txt"
    note.write_text("no picture")
    assert main([*HURRY, "a red fox", "--image", str(note)], factories) == 2
    assert "does not allow file extension '.txt'" in capsys.readouterr().out


def test_a_member_is_answered_in_the_language_of_their_discord(
    factories: Factories, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    image = written(tmp_path / "bad.png", b"no image at all")
    assert main([*AT_ONCE, "a fox", "--image", str(image), "--locale", "zh-CN"], factories) == 1
    assert "bad.png" in capsys.readouterr().out
