"""``python -m sandbox --once``: one job without a browser, in a process of its own."""

import asyncio
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from tests.support.pictures import png, written


@dataclass(frozen=True, slots=True)
class Run:
    """How it ended, and what it printed."""

    code: int | None
    out: str
    err: str


async def once(*arguments: str | Path) -> Run:
    """Run it, with an imini in a hurry."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", "--speed", "50", "--once", *arguments,
        env={**os.environ, "QUOTA_CREDITS": "nonsense"},  # the sandbox listens to no environment
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate()
    return Run(process.returncode, out.decode(), err.decode())


async def test_a_job_is_told_as_it_goes_and_its_pictures_are_saved(tmp_path: Path) -> None:
    image = written(tmp_path / "mine.png", png((64, 64)))
    saved = tmp_path / "saved"
    run = await once(
        "a red *fox*", "--aspect-ratio", "16:9", "--count", "2", "--image", image, "--reference", "style",
        "--output", saved,
    )  # fmt: skip
    assert (run.code, run.err) == (0, "")
    blocks = run.out.split("\n\n")
    titles = [block.partition("\n")[0] for block in blocks[:-1]]
    assert (titles[0], titles[-1]) == ("Submitting", "Your pictures")
    assert "> a red *fox*\n16:9 · 1K · medium · 2 pictures · 1 reference · 2 credits · @you\n" in blocks[0]
    assert "Task `task_" in blocks[1]
    assert [line.partition(" (")[0] for line in blocks[-1].splitlines()] == [
        f"Saved {saved / 'imagine-1.png'}",
        f"Saved {saved / 'imagine-2.png'}",
    ]
    with Image.open(saved / "imagine-2.png") as picture:
        assert picture.size == (1360, 768)


async def test_a_failed_job_says_why_and_exits_with_1(tmp_path: Path) -> None:
    run = await once("sandbox:moderated", "--output", tmp_path / "saved")
    assert run.code == 1
    assert "imini's content policy refuses this." in run.out
    assert "Traceback" not in run.err
    assert not (tmp_path / "saved").exists()


async def test_a_refused_job_says_why_and_exits_with_1() -> None:
    run = await once("   ")
    assert (run.code, run.out) == (
        1,
        "Not taken\nTell me what to draw: give a `prompt`, or a `prompt_file` with text in it.\n\n",
    )


async def test_what_discord_would_not_send_is_bad_usage() -> None:
    run = await once("x" * 6001)
    assert run.code == 2
    assert "must be at most 6000 characters" in run.out


async def test_a_member_is_answered_in_the_language_of_their_discord() -> None:
    run = await once("   ", "--locale", "zh-CN")
    assert (run.code, run.out.partition("\n")[0]) == (1, "未受理")
