"""One picture fetched over a real socket from a server that gives what it is told to."""

import errno
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.images.download_slots import DownloadSlots
from bot.images.picture_loader import DOWNLOAD_LIMIT, DOWNLOAD_TRIES, PictureLoader
from bot.images.pictures import Link, Picture
from bot.images.workspace import Workspace
from bot.imaging.opener import Imaging
from bot.imaging.pixel_budget import PixelBudget
from bot.imaging.process import ImageProcessFailed
from bot.jobs.job import Job
from bot.jobs.state import JobState
from bot.jobs.task import RemoteImage
from bot.net.backoff import Backoff
from bot.net.download import Downloader
from bot.net.guard import AllowedOrigins
from bot.net.memory_budget import MemoryBudget
from tests.support.clock import FakeClock
from tests.support.disk import largest_file
from tests.support.fileserver import File, FileServer
from tests.support.imaging import InThread
from tests.support.jobs import a_job
from tests.support.pictures import bomb, encoded, noise, png

GOOD = png((300, 200))
CUT = GOOD[:-600]
TROUBLE = {
    "503": File(b"", status=503),
    "404": File(b"Not found", status=404, content_type="text/plain"),
    "403": File(b"<html><body>Forbidden</body></html>", status=403, content_type="text/html"),
    "page": File(b"<html><body>This picture is being prepared</body></html>", content_type="text/html"),
    "page called png": File(b"<html><body>This picture is being prepared</body></html>"),
    "json": File(b'{"error": "expired"}', content_type="application/json"),
    "empty": File(b""),
    "dropped": File(GOOD, cut=True),
    "cut": File(CUT),
    "header alone": File(GOOD[:20]),
}
every_trouble = pytest.mark.parametrize("trouble", TROUBLE.values(), ids=TROUBLE)


class Blind(InThread):
    """A process that can't say anything of any picture."""

    async def perform(self, job: object) -> dict[str, object]:
        """Fail."""
        raise ImageProcessFailed(str(job))


class Recording(InThread):
    """Notes what it is told to do."""

    def __init__(self) -> None:
        super().__init__()
        self.tasks: list[str] = []

    async def perform(self, job: Mapping[str, Any]) -> dict[str, Any]:
        self.tasks.append(str(job["do"]))
        return await super().perform(job)


def _loader(downloader: Downloader, clock: FakeClock, process: InThread, limit: int = DOWNLOAD_LIMIT) -> PictureLoader:
    slots, imaging = DownloadSlots(2, clock.clock), Imaging([process], PixelBudget())
    return PictureLoader(downloader, imaging, slots, Backoff(jitter=0), clock.clock, limit)


@pytest.fixture
def loader(downloader: Downloader, clock: FakeClock) -> PictureLoader:
    return _loader(downloader, clock, InThread())


def _job(url: str) -> Job:
    return a_job(state=JobState.READY, images=(RemoteImage(url),))


@pytest.fixture(params=[0, 16 << 20], ids=["on disk", "in memory"])
def room(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workspace]:
    """A workspace with so much memory."""
    with MemoryBudget(request.param).share() as memory:
        yield Workspace(tmp_path / "pictures", memory)


async def _loaded(loader: PictureLoader, url: str, room: Workspace) -> Picture | Link:
    result = await loader.load(_job(url), 1, room, "0123456789")
    assert room.memory.held == (len(result.data or b"") if isinstance(result, Picture) else 0)
    return result


def _content(picture: Picture) -> bytes:
    return picture.path.read_bytes() if picture.data is None else picture.data


@pytest.mark.parametrize(
    "kind", ["image/png", "image/jpeg", "text/plain", "text/html", "application/octet-stream", "application/json", ""]
)
async def test_the_bytes_decide_what_a_picture_is_and_not_its_label(
    loader: PictureLoader, file_server: FileServer, room: Workspace, kind: str
) -> None:
    picture = await _loaded(loader, file_server.put("1", File(GOOD, content_type=kind)), room)
    assert isinstance(picture, Picture)
    assert (picture.path.name, _content(picture)) == ("1.png", GOOD)
    assert (picture.width, picture.height, picture.blank) == (300, 200, False)


@every_trouble
async def test_trouble_that_passes_is_waited_out(
    loader: PictureLoader, file_server: FileServer, room: Workspace, clock: FakeClock, trouble: File
) -> None:
    picture = await _loaded(loader, file_server.put("1.png", trouble, trouble, File(GOOD)), room)
    assert isinstance(picture, Picture)
    assert _content(picture) == GOOD
    assert clock.sleeps == [1.0, 2.0]


@every_trouble
async def test_trouble_that_stays_leaves_a_link(
    loader: PictureLoader, file_server: FileServer, room: Workspace, clock: FakeClock, trouble: File
) -> None:
    url = file_server.put("1.png", trouble)
    assert await _loaded(loader, url, room) == Link(1, url, is_available=False)
    assert file_server.asked["1.png"] == DOWNLOAD_TRIES
    assert len(clock.sleeps) == DOWNLOAD_TRIES - 1


async def test_a_picture_that_came_whole_is_kept_although_its_connection_broke(
    loader: PictureLoader, file_server: FileServer, room: Workspace
) -> None:
    picture = await _loaded(loader, file_server.put("1.png", File(GOOD + GOOD, cut=True)), room)
    assert isinstance(picture, Picture)
    assert file_server.asked["1.png"] == 1


@pytest.mark.parametrize(
    "content",
    [
        encoded(noise((64, 64)), "AVIF"),
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
        encoded(noise((9, 9)), "BMP"),
        bomb(9000, 9000),
    ],
    ids=["avif", "heic", "bmp", "more than 80 megapixels"],
)
async def test_a_picture_that_discord_or_the_bot_can_not_show_is_there_all_the_same(
    loader: PictureLoader, file_server: FileServer, room: Workspace, content: bytes
) -> None:
    url = file_server.put("1", File(content))
    assert await _loaded(loader, url, room) == Link(1, url, is_available=True)
    assert file_server.asked["1"] == 1


async def test_so_is_one_that_is_too_large_to_be_loaded(
    downloader: Downloader, clock: FakeClock, file_server: FileServer, room: Workspace
) -> None:
    loader = _loader(downloader, clock, InThread(), limit=len(GOOD) - 1)
    url = file_server.put("1.png", File(GOOD))
    assert await _loaded(loader, url, room) == Link(1, url, is_available=True)
    page = file_server.put("2.png", File(b"<html>" * 10_000))
    assert await _loaded(loader, page, room) == Link(1, page, is_available=False)


async def test_half_of_a_picture_that_can_not_be_shown_is_not_there(
    loader: PictureLoader, file_server: FileServer, room: Workspace
) -> None:
    url = file_server.put("1", File(encoded(noise((64, 64)), "AVIF"), cut=True))
    assert await _loaded(loader, url, room) == Link(1, url, is_available=False)


@pytest.mark.parametrize("url", ["http://169.254.169.254/latest/meta-data", "file:///etc/passwd", "1.png", ""])
async def test_an_address_where_the_bot_must_not_go_is_not_asked(
    loader: PictureLoader, room: Workspace, clock: FakeClock, url: str
) -> None:
    assert await _loaded(loader, url, room) == Link(1, url, is_available=False)
    assert clock.sleeps == []


async def test_a_picture_of_which_nobody_can_tell_is_shown_as_it_came(
    downloader: Downloader, clock: FakeClock, file_server: FileServer, room: Workspace
) -> None:
    loader = _loader(downloader, clock, Blind())
    picture = await _loaded(loader, file_server.put("1.png", File(GOOD)), room)
    assert isinstance(picture, Picture)
    assert (picture.width, picture.height, picture.blank) == (300, 200, False)


async def test_a_png_that_tells_by_itself_that_it_is_good_does_not_reach_the_process(
    downloader: Downloader, clock: FakeClock, file_server: FileServer, room: Workspace
) -> None:
    process = Recording()
    url = file_server.put("1.png", File(encoded(noise((300, 200)))))
    picture = await _loaded(_loader(downloader, clock, process), url, room)
    assert isinstance(picture, Picture)
    assert (picture.width, picture.height, picture.blank) == (300, 200, False)
    assert process.tasks == []


@pytest.mark.parametrize(
    ("content", "blank"), [(encoded(noise((300, 200)), "JPEG"), False), (png((300, 200), "white"), True)]
)
async def test_what_does_not_tell_is_decoded(
    downloader: Downloader, clock: FakeClock, file_server: FileServer, room: Workspace, content: bytes, blank: bool
) -> None:
    process = Recording()
    picture = await _loaded(_loader(downloader, clock, process), file_server.put("1", File(content)), room)
    assert isinstance(picture, Picture)
    assert (picture.width, picture.height, picture.blank) == (300, 200, blank)
    assert process.tasks == ["inspect"]


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), RuntimeError("a bug")])
async def test_neither_a_full_disk_nor_a_bug_costs_more_than_one_picture(
    clock: FakeClock, room: Workspace, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    class Broken(Downloader):
        async def fetch(self, *_: object) -> None:
            raise error

    loader, url = _loader(Broken(AllowedOrigins()), clock, InThread()), "https://file.iminicdn.com/1.png"
    assert await _loaded(loader, url, room) == Link(1, url, is_available=False)
    assert str(error) in caplog.text


async def test_a_disk_that_fills_up_while_a_picture_comes_leaves_a_link(
    loader: PictureLoader, file_server: FileServer, room: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    # A JPEG has to be decoded, so it goes to disk in any case.
    content = encoded(noise((300, 200)), "JPEG")
    url = file_server.put("1.jpg", File(content))
    with largest_file(len(content) // 2):
        assert await _loaded(loader, url, room) == Link(1, url, is_available=False)
    assert "couldn't be written" in caplog.text


async def test_a_full_disk_costs_no_picture_that_needs_none(
    loader: PictureLoader, file_server: FileServer, tmp_path: Path
) -> None:
    url = file_server.put("1.png", File(encoded(noise((300, 200)))))
    with MemoryBudget().share() as memory, largest_file(1):
        picture = await _loaded(loader, url, Workspace(tmp_path / "pictures", memory))
    assert isinstance(picture, Picture)
    assert picture.data == encoded(noise((300, 200)))


@pytest.mark.parametrize(("spare", "on_disk"), [(0, False), (-1, True)])
async def test_a_picture_too_large_to_upload_goes_to_disk_where_it_is_made_smaller(
    loader: PictureLoader, file_server: FileServer, tmp_path: Path, spare: int, on_disk: bool
) -> None:
    job = _job(file_server.put("1.png", File(GOOD)))
    job = replace(job, card=replace(job.card, upload_limit=len(GOOD) + spare))
    with MemoryBudget().share() as memory:
        picture = await loader.load(job, 1, Workspace(tmp_path / "pictures", memory), "0123456789")
    assert isinstance(picture, Picture)
    assert (picture.data is None, _content(picture)) == (on_disk, GOOD)
