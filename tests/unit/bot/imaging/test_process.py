"""The image process: a real one, started, responding, killed and ended."""

import asyncio
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.imaging import worker
from bot.imaging.process import ImageProcess, ImageProcessFailed
from tests.support.pictures import encoded, noise, png, written
from tests.support.waiting import eventually

ROOT = Path(__file__).parents[4]
HANGS = "import time\nprint(flush=True)\ntime.sleep(600)\n"


@pytest.fixture
async def process() -> AsyncIterator[ImageProcess]:
    async with ImageProcess() as process:
        yield process


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    return written(tmp_path / "picture.png", png((300, 200)))


def _inspect(picture: Path) -> dict[str, object]:
    return {"do": "inspect", "path": str(picture)}


def _pid(process: ImageProcess) -> int:
    running = process._process  # noqa: SLF001 - there is no other way to harm it
    assert running
    return running.pid


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def _gone(pid: int) -> None:
    """Return once there is no such process any more, not even as a zombie."""
    await eventually(lambda: not _runs(pid))


async def test_a_picture_is_looked_at(process: ImageProcess, picture: Path) -> None:
    assert await process.perform(_inspect(picture)) == {"width": 300, "height": 200, "blank": False}


async def test_a_picture_is_made_smaller(process: ImageProcess, tmp_path: Path) -> None:
    source = written(tmp_path / "picture.png", encoded(noise((300, 300))))
    job = {"do": "fit", "path": str(source), "target": str(tmp_path / "small"), "limit": 100_000, "max_pixels": 10**6}
    assert await process.perform(job) == {"suffix": ".jpg"}
    assert 0 < (tmp_path / "small.jpg").stat().st_size <= 100_000
    assert await process.perform({**job, "limit": 10}) == {"suffix": ""}


async def test_what_is_wrong_with_a_file_is_said_and_the_process_goes_on(process: ImageProcess, tmp_path: Path) -> None:
    for content in (b"", b"<html>", png((300, 200))[:-600]):
        assert "damaged" in await process.perform(_inspect(written(tmp_path / "picture", content)))
    pid = _pid(process)
    assert "disk" in await process.perform(_inspect(tmp_path / "no such file"))
    await process.perform(_inspect(written(tmp_path / "picture", png((3, 2)))))
    assert _pid(process) == pid


async def test_no_process_runs_before_there_is_a_picture(process: ImageProcess, picture: Path) -> None:
    with pytest.raises(AssertionError):
        _pid(process)
    await process.warm()
    pid = _pid(process)
    await process.perform(_inspect(picture))
    assert _pid(process) == pid


async def test_many_at_once_are_answered_one_after_the_other(process: ImageProcess, tmp_path: Path) -> None:
    pictures = [written(tmp_path / f"{side}.png", png((side, side))) for side in range(1, 20)]
    answers = await asyncio.gather(*(process.perform(_inspect(picture)) for picture in pictures))
    assert [answer["width"] for answer in answers] == list(range(1, 20))


async def test_a_process_that_was_lost_is_replaced(process: ImageProcess, picture: Path) -> None:
    await process.perform(_inspect(picture))
    lost = _pid(process)
    os.kill(lost, signal.SIGKILL)  # nobody has noticed yet when the next picture comes
    assert await process.perform(_inspect(picture)) == {"width": 300, "height": 200, "blank": False}


async def test_a_picture_that_takes_too_long_ends_the_process_not_the_bot(tmp_path: Path, picture: Path) -> None:
    written(tmp_path / "hanging.py", HANGS.encode())
    async with ImageProcess(seconds=0.2, module="hanging", folder=tmp_path) as process:
        await process.warm()
        pid = _pid(process)
        with pytest.raises(ImageProcessFailed):
            await process.perform(_inspect(picture))
        await _gone(pid)


async def test_a_process_that_dies_of_a_picture_is_only_a_failure(tmp_path: Path, picture: Path) -> None:
    written(tmp_path / "dying.py", b"import os\ninput()\nos.abort()\n")
    async with ImageProcess(module="dying", folder=tmp_path) as process:
        for _ in range(2):
            with pytest.raises(ImageProcessFailed):
                await process.perform(_inspect(picture))


@pytest.mark.parametrize("answer", ["", "nonsense", "[1]", "7"])
async def test_an_answer_that_is_none_is_only_a_failure(tmp_path: Path, picture: Path, answer: str) -> None:
    written(tmp_path / "babbling.py", f"input()\nprint({answer!r}, flush=True)\ninput()\n".encode())
    async with ImageProcess(module="babbling", folder=tmp_path) as process:
        with pytest.raises(ImageProcessFailed):
            await process.perform(_inspect(picture))


async def test_a_machine_that_starts_no_process_is_only_a_failure(picture: Path) -> None:
    async with ImageProcess(python="/no/such/python") as process:
        await process.warm()
        with pytest.raises(ImageProcessFailed):
            await process.perform(_inspect(picture))


async def test_who_no_longer_waits_ends_the_work(tmp_path: Path, picture: Path) -> None:
    written(tmp_path / "hanging.py", HANGS.encode())
    async with ImageProcess(module="hanging", folder=tmp_path) as process:
        await process.warm()
        pid = _pid(process)
        work = asyncio.create_task(process.perform(_inspect(picture)))
        await asyncio.sleep(0)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work
        await _gone(pid)


async def test_a_process_without_work_is_ended_after_a_while(picture: Path) -> None:
    async with ImageProcess(idle=0) as process:
        await process.warm()
        pid = _pid(process)
        await _gone(pid)
        assert await process.perform(_inspect(picture)) == {"width": 300, "height": 200, "blank": False}


async def test_no_process_stays_behind(picture: Path) -> None:
    async with ImageProcess() as process:
        await process.perform(_inspect(picture))
        pid = _pid(process)
    assert not _runs(pid)


async def test_signals_for_the_bot_do_not_end_the_process(process: ImageProcess, picture: Path) -> None:
    await process.perform(_inspect(picture))
    pid = _pid(process)
    assert os.getsid(pid) != os.getsid(0)
    for number in (signal.SIGINT, signal.SIGTERM):
        os.kill(pid, number)
    await process.perform(_inspect(picture))
    assert _pid(process) == pid


async def test_no_secret_is_within_reach_of_a_picture(
    picture: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "a-token")
    monkeypatch.setenv("IMINI_API_KEY", "a-key")
    written(tmp_path / "telling.py", b"import json, os\ninput()\nprint(json.dumps(dict(os.environ)), flush=True)\n")
    async with ImageProcess(module="telling", folder=tmp_path) as process:
        told = await process.perform(_inspect(picture))
    assert not {"a-token", "a-key"} & set(told.values())
    assert not {"DISCORD_TOKEN", "IMINI_API_KEY"} & set(told)


def test_a_bot_that_is_killed_takes_the_process_along_even_from_its_work(tmp_path: Path) -> None:
    hanging = tmp_path / "picture"
    os.mkfifo(hanging)  # whoever opens it waits for somebody to write
    lonely = f"""
import subprocess, sys, time
worker = subprocess.Popen([sys.executable, "-m", "bot.imaging.worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
worker.stdin.write(b'{{"do": "inspect", "path": "{hanging}"}}\\n')
worker.stdin.flush()
print(worker.pid, flush=True)
time.sleep(600)
"""
    with subprocess.Popen([sys.executable, "-c", lonely], stdout=subprocess.PIPE, cwd=ROOT) as bot:  # noqa: S603
        assert bot.stdout
        worker = int(bot.stdout.readline())
        with hanging.open("wb"):
            bot.kill()
            asyncio.run(_gone(worker))


def test_it_serves_until_nobody_asks_any_more(picture: Path) -> None:
    jobs = io.BytesIO(json.dumps(_inspect(picture)).encode() + b"\n")
    answers, ended = io.BytesIO(), list[int]()
    worker.serve(jobs, answers, ended.append)
    assert json.loads(answers.getvalue()) == {"width": 300, "height": 200, "blank": False}
    assert ended == [0]
