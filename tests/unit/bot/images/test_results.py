"""Pictures fetched over a real socket from a server that gives what it is told to."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.images.download_slots import DownloadSlots
from bot.images.errors import NoPictures
from bot.images.names import new_copy_id
from bot.images.picture_loader import PictureLoader
from bot.images.pictures import Defect, DefectKind, Fetched, Link, Picture
from bot.images.results import ResultFetcher
from bot.jobs.job import Job
from bot.jobs.state import JobState
from bot.jobs.task import RemoteImage
from bot.net.backoff import Backoff
from bot.net.download import Downloader
from bot.net.memory_budget import MemoryBudget
from bot.requests.request import Aspect, Resolution
from sandbox.imini.sizes import dimensions
from tests.support.clock import FakeClock
from tests.support.disk import largest_file
from tests.support.fileserver import File, FileServer
from tests.support.imaging import imaging
from tests.support.jobs import a_job, a_request
from tests.support.pictures import Size, bomb, encoded, noise, png


@pytest.fixture(params=[0, 16 << 20], ids=["on disk", "in memory"])
def memory(request: pytest.FixtureRequest) -> MemoryBudget:
    """A budget of so many bytes."""
    return MemoryBudget(request.param)


@pytest.fixture
def result_fetcher(downloader: Downloader, tmp_path: Path, clock: FakeClock, memory: MemoryBudget) -> ResultFetcher:
    """A result fetcher with four downloads at once."""
    eyes = imaging()
    loader = PictureLoader(downloader, eyes, DownloadSlots(4, clock.clock), Backoff(jitter=0), clock.clock)
    return ResultFetcher(loader, eyes, tmp_path / "pictures", memory)


def _content(picture: Picture) -> bytes:
    return picture.path.read_bytes() if picture.data is None else picture.data


def _left(folder: Path) -> list[Path]:
    return list(folder.glob("*"))


def _ready(*urls: str, **request: object) -> Job:
    """A job whose pictures are at ``urls``."""
    asked = a_request(**{"num": len(urls) or 1, **request})
    return a_job(request=asked, state=JobState.READY, images=tuple(map(RemoteImage, urls)))


async def _fetched(result_fetcher: ResultFetcher, job: Job) -> Fetched:
    async with result_fetcher.workspace() as workspace:
        return await result_fetcher.fetch(job, workspace)


async def test_every_picture_comes_in_order(
    result_fetcher: ResultFetcher, file_server: FileServer, tmp_path: Path
) -> None:
    job = _ready(*(file_server.put(f"{number}.png") for number in range(1, 11)))
    async with result_fetcher.workspace() as workspace:
        fetched = await result_fetcher.fetch(job, workspace)
        pictures = fetched.pictures
        assert workspace.folder.parent == tmp_path / "pictures"
        assert (fetched.links, fetched.defects, fetched.arrived, fetched.paid) == ([], [], 10, 10)
        assert [picture.number for picture in pictures] == list(range(1, 11))
        assert [picture.url for picture in pictures] == [image.url for image in job.images]
        assert {(picture.width, picture.height, picture.reduced) for picture in pictures} == {(1024, 1024, False)}
        assert {_content(picture) for picture in pictures} == {png()}
        assert {picture.size for picture in pictures} == {len(png())}


async def test_what_can_not_be_shown_is_linked_and_charged_only_if_it_is_there(
    result_fetcher: ResultFetcher, file_server: FileServer
) -> None:
    large = File(bomb(9000, 9000))
    blank = File(png((1024, 1024), "white"))
    names = "1.png", "2.png", "3.png", "4.png"
    files = (), (File(b"", status=404),), (large,), (blank,)
    job = _ready(*(file_server.put(name, *those) for name, those in zip(names, files, strict=True)))
    fetched = await _fetched(result_fetcher, job)
    assert [picture.number for picture in fetched.pictures] == [1, 4]
    assert fetched.links == [
        Link(2, job.images[1].url, is_available=False),
        Link(3, job.images[2].url, is_available=True),
    ]
    assert fetched.defects == [Defect(DefectKind.MISSING, 2), Defect(DefectKind.BLANK, 4)]
    assert (fetched.arrived, fetched.paid) == (3, 2)


async def test_where_nothing_can_be_loaded_everything_is_linked_and_nothing_is_charged(
    result_fetcher: ResultFetcher, file_server: FileServer
) -> None:
    job = _ready(*(file_server.put(f"{number}.png", File(b"", status=403)) for number in range(3)))
    fetched = await _fetched(result_fetcher, job)
    assert [link.url for link in fetched.links] == [image.url for image in job.images]
    assert (fetched.pictures, fetched.arrived, fetched.paid) == ([], 0, 0)


async def test_a_task_without_pictures_is_an_error(result_fetcher: ResultFetcher) -> None:
    with pytest.raises(NoPictures):
        await _fetched(result_fetcher, _ready())


@pytest.mark.parametrize(
    ("resolution", "aspect"),
    [
        *((Resolution.ONE_K, aspect) for aspect in Aspect),
        (Resolution.TWO_K, Aspect.SQUARE),
        (Resolution.FOUR_K, Aspect.WIDE_16_9),
    ],
)
async def test_a_picture_of_the_requested_size_needs_no_note(
    result_fetcher: ResultFetcher, file_server: FileServer, resolution: Resolution, aspect: Aspect
) -> None:
    url = file_server.put("1.png", File(png(dimensions(resolution, aspect))))
    defects = (await _fetched(result_fetcher, _ready(url, resolution=resolution, aspect_ratio=aspect))).defects
    assert defects == []


@pytest.mark.parametrize(
    ("resolution", "aspect", "size", "small"),
    [
        (Resolution.TWO_K, Aspect.WIDE_21_9, (2048, 880), False),
        (Resolution.TWO_K, Aspect.TALL_9_21, (880, 2048), False),
        (Resolution.FOUR_K, Aspect.SQUARE, (2048, 2048), False),
        (Resolution.TWO_K, Aspect.SQUARE, (1330, 1330), True),
        (Resolution.FOUR_K, Aspect.SQUARE, (2024, 2024), True),
        (Resolution.FOUR_K, Aspect.WIDE_21_9, (2048, 880), True),
    ],
)
async def test_only_what_is_below_the_smallest_published_size_of_its_class_is_called_small(
    result_fetcher: ResultFetcher,
    file_server: FileServer,
    resolution: Resolution,
    aspect: Aspect,
    size: Size,
    small: bool,
) -> None:
    url = file_server.put("1.png", File(png(size)))
    defects = (await _fetched(result_fetcher, _ready(url, resolution=resolution, aspect_ratio=aspect))).defects
    assert [defect.kind for defect in defects] == [DefectKind.SMALL] * small


async def test_a_size_that_was_not_announced_is_logged(
    result_fetcher: ResultFetcher, file_server: FileServer, caplog: pytest.LogCaptureFixture
) -> None:
    job = _ready(file_server.put("1.png", File(png((640, 480)))))
    with caplog.at_level("INFO", "bot.images.results"):
        await _fetched(result_fetcher, replace(job, images=(replace(job.images[0], width=1024, height=1024),)))
    assert caplog.messages == [f"picture 1 of job {job.id} is 640 x 480, announced as 1024 x 1024"]


async def test_a_size_as_announced_is_not_logged(
    result_fetcher: ResultFetcher, file_server: FileServer, caplog: pytest.LogCaptureFixture
) -> None:
    job = _ready(file_server.put("1.png", File(png((640, 480)))))
    with caplog.at_level("INFO", "bot.images.results"):
        await _fetched(result_fetcher, replace(job, images=(replace(job.images[0], width=640, height=480),)))
    assert caplog.messages == []


@pytest.mark.parametrize(
    ("size", "colour", "kind"),
    [
        ((1536, 1024), None, DefectKind.RATIO),
        ((960, 1024), None, DefectKind.RATIO),
        ((512, 512), None, DefectKind.SMALL),
        ((1024, 1024), "white", DefectKind.BLANK),
    ],
    ids=["wide", "a bit tall", "small", "blank"],
)
async def test_a_picture_that_is_not_what_was_requested_is_shown_and_named(
    result_fetcher: ResultFetcher, file_server: FileServer, size: Size, colour: str | None, kind: DefectKind
) -> None:
    odd = File(png(size, colour))
    fetched = await _fetched(result_fetcher, _ready(file_server.put("1.png"), file_server.put("2.png", odd)))
    assert [picture.number for picture in fetched.pictures] == [1, 2]
    assert fetched.defects == [Defect(kind, 2)]
    assert (fetched.arrived, fetched.paid) == (2, 1 if kind == DefectKind.BLANK else 2)


async def test_everything_wrong_with_a_picture_is_named(result_fetcher: ResultFetcher, file_server: FileServer) -> None:
    defects = (await _fetched(result_fetcher, _ready(file_server.put("1.png", File(png((300, 100), "black")))))).defects
    assert [defect.kind for defect in defects] == [DefectKind.BLANK, DefectKind.RATIO, DefectKind.SMALL]


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
async def test_the_name_of_an_upload_tells_nothing_but_job_number_and_format(
    result_fetcher: ResultFetcher, file_server: FileServer, form: str
) -> None:
    url = file_server.put("red-fox.png", File(encoded(noise((800, 800)), form), content_type=f"image/{form.lower()}"))
    pictures = (await _fetched(result_fetcher, _ready(url))).pictures
    assert [picture.filename for picture in pictures] == [f"imagine-{a_job().id}-1.{form.lower()}"]


@pytest.fixture
async def noisy(result_fetcher: ResultFetcher, file_server: FileServer) -> AsyncIterator[Picture]:
    """A picture that compresses badly."""
    job = _ready(file_server.put("1.png", File(encoded(noise((800, 800))))))
    async with result_fetcher.workspace() as workspace:
        yield (await result_fetcher.fetch(job, workspace)).pictures[0]


async def test_a_picture_that_fits_is_uploaded_untouched(result_fetcher: ResultFetcher, noisy: Picture) -> None:
    assert await result_fetcher.fit(noisy, 10 << 20, 7) == noisy


async def test_a_picture_over_the_limit_is_made_smaller_beside_the_original(
    result_fetcher: ResultFetcher, noisy: Picture
) -> None:
    small = await result_fetcher.fit(noisy, 1 << 19, 7)
    assert small
    assert small.reduced
    assert small.path.stat().st_size <= 1 << 19
    assert (small.number, small.url, small.filename) == (1, noisy.url, f"imagine-{a_job().id}-1.jpg")
    assert _content(noisy) == encoded(noise((800, 800)))
    assert small.data is None


async def test_a_limit_below_all_sense_gets_no_picture(result_fetcher: ResultFetcher, noisy: Picture) -> None:
    assert await result_fetcher.fit(noisy, 1000, 7) is None


async def test_a_picture_that_no_disk_has_room_to_make_smaller_is_left_out(
    result_fetcher: ResultFetcher, noisy: Picture
) -> None:
    with largest_file(1 << 10):
        assert await result_fetcher.fit(noisy, 1 << 19, 7) is None


async def test_pictures_beyond_the_budget_go_to_disk(
    downloader: Downloader, file_server: FileServer, tmp_path: Path, clock: FakeClock
) -> None:
    eyes, memory = imaging(), MemoryBudget(2 * len(png()))
    loader = PictureLoader(downloader, eyes, DownloadSlots(1, clock.clock), Backoff(jitter=0), clock.clock)
    result_fetcher = ResultFetcher(loader, eyes, tmp_path / "pictures", memory)
    job = _ready(*(file_server.put(f"{number}.png") for number in range(4)))
    async with result_fetcher.workspace() as workspace:
        pictures = (await result_fetcher.fetch(job, workspace)).pictures
        assert [picture.data is None for picture in pictures] == [False, False, True, True]
        assert {_content(picture) for picture in pictures} == {png()}
    assert memory.free == 2 * len(png())


async def test_nothing_stays_behind_a_job(
    result_fetcher: ResultFetcher, file_server: FileServer, tmp_path: Path, memory: MemoryBudget
) -> None:
    before = memory.free
    async with result_fetcher.workspace() as workspace:
        fetched = await result_fetcher.fetch(_ready(file_server.put("1.png")), workspace)
        assert _content(fetched.pictures[0]) == png()
        assert memory.free == before - len(fetched.pictures[0].data or b"")
    assert memory.free == before
    assert _left(tmp_path / "pictures") == []


async def test_clearing_up_after_a_job_of_which_nothing_came_is_fine(
    result_fetcher: ResultFetcher, file_server: FileServer
) -> None:
    assert (await _fetched(result_fetcher, _ready(file_server.put("1.png", File(b"", status=403))))).pictures == []


async def test_a_job_fetched_twice_at_once_has_its_files_twice_each_called_after_its_owner(
    result_fetcher: ResultFetcher, file_server: FileServer
) -> None:
    job = _ready(file_server.put("1.png"))
    copy = new_copy_id(job.id)
    async with result_fetcher.workspace() as workspace:
        first = await result_fetcher.fetch(job, workspace)
        async with result_fetcher.workspace() as other:
            second = await result_fetcher.fetch(job, other, copy)
            pictures = (*first.pictures, *second.pictures)
            assert [picture.filename for picture in pictures] == [f"imagine-{job.id}-1.png", f"imagine-{copy}-1.png"]
        assert _content(first.pictures[0]) == png()
        assert not second.pictures[0].path.exists()


async def test_the_log_calls_a_copy_of_a_job_by_the_id_of_the_job(
    result_fetcher: ResultFetcher, file_server: FileServer, caplog: pytest.LogCaptureFixture
) -> None:
    job = _ready(file_server.put("1.png", File(b"", status=403)))
    async with result_fetcher.workspace() as workspace:
        await result_fetcher.fetch(job, workspace, new_copy_id(job.id))
    assert f"picture 1 of job {job.id} couldn't be loaded" in caplog.text
