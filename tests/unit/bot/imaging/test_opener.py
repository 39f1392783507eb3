"""Pictures decoded in other processes: within the budget, one at a time in each, with an untrusted response."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.imaging.header import DamagedImage, Inspection, NotAnImage
from bot.imaging.opener import SMALLEST_LIMIT, Imaging
from bot.imaging.pixel_budget import PixelBudget
from bot.imaging.process import ImageProcess, ImageProcessFailed
from tests.support.imaging import imaging
from tests.support.pictures import bomb, encoded, noise, png, written
from tests.support.waiting import eventually

SEEN = {"width": 3, "height": 2, "blank": False}


class Scripted(ImageProcess):
    """Gives the same response to every task, once it may."""

    def __init__(self, answer: dict[str, Any]) -> None:
        super().__init__()
        self.answer = answer
        self.jobs: list[Mapping[str, Any]] = []
        self.starts = 0
        self.may = asyncio.Event()
        self.may.set()

    async def warm(self) -> None:
        """Count it."""
        self.starts += 1

    async def perform(self, job: Mapping[str, Any]) -> dict[str, Any]:
        """Record the task and respond."""
        self.jobs.append(job)
        await self.may.wait()
        return self.answer


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    return written(tmp_path / "picture.png", encoded(noise((400, 300))))


async def _settled() -> None:
    """Return once every picture whose task runs waits for its turn: once all headers have been read."""
    await asyncio.sleep(0)
    await asyncio.get_running_loop().shutdown_default_executor()
    for _ in range(20):
        await asyncio.sleep(0)


async def test_a_picture_is_looked_at(picture: Path) -> None:
    assert await imaging().inspect(picture) == Inspection(400, 300, blank=False)


async def test_what_fits_stays_as_it_is_and_is_not_even_opened(picture: Path, tmp_path: Path) -> None:
    process = Scripted({})
    written(picture, png())
    assert await Imaging([process], PixelBudget()).fit(picture, len(png()), tmp_path / "small") == picture
    assert process.jobs == []


async def test_a_limit_below_all_sense_gets_no_picture(picture: Path, tmp_path: Path) -> None:
    process = Scripted({"suffix": ".jpg"})
    for limit in (1000, SMALLEST_LIMIT - 1):
        assert await Imaging([process], PixelBudget()).fit(picture, limit, tmp_path / "small") is None
    assert process.jobs == []


async def test_what_does_not_fit_is_made_smaller_beside_the_original(picture: Path, tmp_path: Path) -> None:
    found = await imaging().fit(picture, SMALLEST_LIMIT, tmp_path / "small")
    assert found == tmp_path / "small.jpg"
    assert 0 < len(found.read_bytes()) <= SMALLEST_LIMIT


async def test_what_is_no_picture_does_not_reach_the_process(tmp_path: Path) -> None:
    process = Scripted(SEEN)
    for content, problem in ((b"<html>", NotAnImage), (b"\x89PNG\r\n\x1a\n", DamagedImage)):
        with pytest.raises(problem):
            await Imaging([process], PixelBudget()).inspect(written(tmp_path / "page", content))
    assert process.jobs == []


async def test_a_damaged_picture_and_a_full_disk_are_told_apart(picture: Path) -> None:
    with pytest.raises(DamagedImage, match="truncated"):
        await Imaging([Scripted({"damaged": "image file is truncated"})], PixelBudget()).inspect(picture)
    with pytest.raises(OSError, match="No space left"):
        await Imaging([Scripted({"disk": "No space left on device"})], PixelBudget()).inspect(picture)


@pytest.mark.parametrize("answer", [{}, {"width": "wide"}, {"width": None, "height": 1, "blank": True}], ids=str)
async def test_an_answer_that_makes_no_sense_is_only_a_failure(picture: Path, answer: dict[str, Any]) -> None:
    with pytest.raises(ImageProcessFailed):
        await Imaging([Scripted(answer)], PixelBudget()).inspect(picture)


@pytest.mark.parametrize("suffix", ["/../../imagine.db", ".db", "", None, 7])
async def test_the_process_can_not_choose_which_file_is_shown(picture: Path, tmp_path: Path, suffix: object) -> None:
    process = Scripted({"suffix": suffix})
    assert await Imaging([process], PixelBudget()).fit(picture, SMALLEST_LIMIT, tmp_path / "small") is None


async def test_all_that_share_a_budget_decode_no_more_at_once_than_it_has(tmp_path: Path) -> None:
    budget = PixelBudget(100)
    members, results = Scripted(SEEN), Scripted(SEEN)
    members.may.clear()
    first = asyncio.create_task(Imaging([members], budget).inspect(written(tmp_path / "1", bomb(9, 9))))
    await eventually(lambda: bool(members.jobs))
    second = asyncio.create_task(Imaging([results], budget).inspect(written(tmp_path / "2", bomb(10, 9))))
    small = asyncio.create_task(
        Imaging([Scripted(SEEN)], PixelBudget(100)).inspect(written(tmp_path / "3", png((1, 1))))
    )
    await small
    assert results.jobs == []
    members.may.set()
    assert await first == await second == Inspection(3, 2, blank=False)


@pytest.mark.parametrize("number", [1, 2, 3])
async def test_as_many_pictures_of_one_kind_are_opened_at_once_as_there_are_processes(
    tmp_path: Path, number: int
) -> None:
    processes = [Scripted(SEEN) for _ in range(number)]
    for process in processes:
        process.may.clear()
    imaging = Imaging(processes, PixelBudget(10**9))
    pictures = [written(tmp_path / str(side), png((side, 1))) for side in range(1, 6)]
    work = [asyncio.create_task(imaging.inspect(picture)) for picture in pictures]
    await eventually(lambda: sum(len(process.jobs) for process in processes) == number)
    await _settled()
    assert [len(process.jobs) for process in processes] == [1] * number
    for process in processes:
        process.may.set()
    await asyncio.gather(*work)
    assert sum(len(process.jobs) for process in processes) == len(pictures)


async def test_processes_side_by_side_decode_no_more_pixels_than_the_budget_has(tmp_path: Path) -> None:
    processes = [Scripted(SEEN), Scripted(SEEN)]
    for process in processes:
        process.may.clear()
    imaging = Imaging(processes, PixelBudget(100))
    pictures = [written(tmp_path / str(number), bomb(9, 9)) for number in range(2)]
    work = [asyncio.create_task(imaging.inspect(picture)) for picture in pictures]
    await eventually(lambda: any(process.jobs for process in processes))
    await _settled()
    assert sorted(len(process.jobs) for process in processes) == [0, 1]
    for process in processes:
        process.may.set()
    await asyncio.gather(*work)


async def test_pictures_that_come_alone_use_one_process_so_that_the_others_can_end(picture: Path) -> None:
    processes = [Scripted(SEEN), Scripted(SEEN)]
    imaging = Imaging(processes, PixelBudget())
    for _ in range(3):
        await imaging.inspect(picture)
    assert sorted(len(process.jobs) for process in processes) == [0, 3]


@pytest.mark.parametrize(("pictures", "starts"), [(1, 1), (2, 2), (10, 3)])
async def test_no_more_processes_are_started_ahead_than_pictures_will_come(pictures: int, starts: int) -> None:
    processes = [Scripted(SEEN) for _ in range(3)]
    await Imaging(processes, PixelBudget()).warm(pictures)
    assert sum(process.starts for process in processes) == starts


async def test_a_picture_takes_the_process_that_was_started_for_it(picture: Path) -> None:
    processes = [Scripted(SEEN), Scripted(SEEN)]
    imaging = Imaging(processes, PixelBudget())
    await imaging.warm(1)
    await imaging.inspect(picture)
    assert [process.starts for process in processes] == [len(process.jobs) for process in processes]


async def test_a_process_that_failed_takes_the_next_picture(picture: Path) -> None:
    class Failing(Scripted):
        async def perform(self, job: Mapping[str, Any]) -> dict[str, Any]:
            await super().perform(job)
            raise ImageProcessFailed("it was killed")

    process = Failing(SEEN)
    imaging = Imaging([process], PixelBudget())
    for _ in range(2):
        with pytest.raises(ImageProcessFailed):
            await imaging.inspect(picture)
    assert len(process.jobs) == 2


async def test_pictures_of_one_member_hold_those_of_another_up_by_one_at_the_most(tmp_path: Path) -> None:
    process = Scripted(SEEN)
    process.may.clear()
    imaging = Imaging([process], PixelBudget(10**9))
    many = [written(tmp_path / str(number), png((number, 1))) for number in range(1, 5)]
    work = [asyncio.create_task(imaging.inspect(picture, owner=7)) for picture in many]
    await eventually(lambda: bool(process.jobs))
    work.append(asyncio.create_task(imaging.inspect(written(tmp_path / "other", png((9, 9))), owner=8)))
    await _settled()
    process.may.set()
    await asyncio.gather(*work)
    assert [Path(str(job["path"])).name for job in process.jobs].index("other") <= 2
