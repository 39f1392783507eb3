"""When the process that decodes pictures is started ahead of them: it takes memory, and most jobs do not need it."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.images.download_slots import DownloadSlots
from bot.images.picture_loader import PictureLoader
from bot.images.results import ResultFetcher
from bot.imaging.opener import Imaging
from bot.imaging.pixel_budget import PixelBudget
from bot.jobs.state import JobState
from bot.jobs.task import RemoteImage
from bot.net.backoff import Backoff
from bot.net.download import Downloader
from bot.net.memory_budget import MemoryBudget
from bot.requests.request import Resolution
from tests.support.clock import FakeClock
from tests.support.fileserver import FileServer
from tests.support.imaging import InThread
from tests.support.jobs import a_job, a_request


class Counting(InThread):
    """Counts how often it is started ahead of a picture."""

    starts = 0

    async def warm(self) -> None:
        self.starts += 1


@pytest.mark.parametrize(
    ("resolution", "mib", "starts"),
    [
        (Resolution.ONE_K, 10, 0),
        (Resolution.TWO_K, 10, 0),
        (Resolution.FOUR_K, 10, 1),
        (Resolution.FOUR_K, 100, 0),
        (Resolution.ONE_K, 1, 1),
    ],
)
async def test_the_process_starts_beside_the_download_only_where_pictures_may_exceed_the_upload_limit(
    downloader: Downloader,
    file_server: FileServer,
    clock: FakeClock,
    tmp_path: Path,
    resolution: Resolution,
    mib: int,
    starts: int,
) -> None:
    process = Counting()
    imaging = Imaging([process], PixelBudget())
    loader = PictureLoader(downloader, imaging, DownloadSlots(4, clock.clock), Backoff(jitter=0), clock.clock)
    fetcher = ResultFetcher(loader, imaging, tmp_path, MemoryBudget(16 << 20))
    images = (RemoteImage(file_server.put("1.png")),)
    job = a_job(request=a_request(resolution=resolution), state=JobState.READY, images=images)
    async with fetcher.workspace() as room:
        await fetcher.fetch(replace(job, card=replace(job.card, upload_limit=mib << 20)), room)
    assert process.starts == starts


@pytest.mark.parametrize(("num", "starts"), [(1, 1), (2, 2), (4, 2)])
async def test_processes_start_for_as_many_pictures_as_a_job_has(
    downloader: Downloader, clock: FakeClock, tmp_path: Path, num: int, starts: int
) -> None:
    processes = [Counting(), Counting()]
    imaging = Imaging(processes, PixelBudget())
    loader = PictureLoader(downloader, imaging, DownloadSlots(4, clock.clock), Backoff(jitter=0), clock.clock)
    job = a_job(request=a_request(resolution=Resolution.FOUR_K, num=num))
    await ResultFetcher(loader, imaging, tmp_path, MemoryBudget()).prepare(job)
    assert sum(process.starts for process in processes) == starts
