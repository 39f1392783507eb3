"""References stored as files, and used when their URLs have expired."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from bot.images.download_slots import DownloadSlots
from bot.images.reference_files import ReferenceFolder
from bot.images.reference_loader import INLINE_BYTES, ReferenceLoader
from bot.images.reference_store import ReferenceStore
from bot.jobs.errors import InputUnreadable
from bot.jobs.job import Job
from bot.jobs.state import JobState
from bot.net.download import Downloader
from bot.requests.errors import AttachmentProblem
from bot.requests.limits import AttachmentLimits, data_uri
from bot.runtime.clock import Clock
from bot.storage.sql.jobs import SqlJobRepository
from bot.storage.sqlite.database import SqliteDatabase
from tests.support.fileserver import File, FileServer
from tests.support.imaging import imaging
from tests.support.jobs import START, a_job, a_request, put
from tests.support.pictures import encoded, noise, png, written

LIMITS = AttachmentLimits(bytes=8 << 20, pixels=4_000_000)
GONE = File(b"", status=404)


@pytest.fixture
def reference_loader(downloader: Downloader, tmp_path: Path, reference_store: ReferenceStore) -> ReferenceLoader:
    """The loader of a host that sends imini the URLs of references."""
    return ReferenceLoader(
        downloader, imaging(), DownloadSlots(4, Clock()), tmp_path / "inputs", LIMITS, reference_store, inline=False
    )


def _original(*urls: str) -> Job:
    return a_job(id="0000000001", request=a_request(images=[{"url": url, "reference_type": "style"} for url in urls]))


def _again(job: Job) -> Job:
    return a_job(id="0000000002", request=job.request, parent=job.id, references_from=job.references_from or job.id)


async def _urls(reference_loader: ReferenceLoader, job: Job) -> list[str]:
    await reference_loader.prepare(job)
    return [image.url for image in (await reference_loader.for_submit(job)).images]


def _kept(tmp_path: Path) -> list[str]:
    folder = tmp_path / "references"
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


async def test_a_rerun_has_its_references_after_the_links_have_died(
    reference_loader: ReferenceLoader, file_server: FileServer
) -> None:
    first, second = png((30, 20)), encoded(noise((20, 30)), "JPEG")
    job = _original(file_server.put("1", File(first), GONE), file_server.put("2", File(second), GONE))
    await reference_loader.keep(job)
    expected = [data_uri(content) for content in (first, second)]
    assert await _urls(reference_loader, _again(job)) == expected
    assert await _urls(reference_loader, _again(_again(job))) == expected


async def test_the_first_run_sends_the_links_themselves(
    reference_loader: ReferenceLoader, file_server: FileServer
) -> None:
    job = _original(file_server.put("1"))
    await reference_loader.keep(job)
    assert await _urls(reference_loader, job) == [job.request.images[0].url]


async def test_what_a_reference_is_for_survives_the_keeping(
    reference_loader: ReferenceLoader, file_server: FileServer
) -> None:
    job = _original(file_server.put("1"))
    await reference_loader.prepare(_again(job))
    ready = await reference_loader.for_submit(_again(job))
    assert ready.images[0].reference_type == "style"


async def test_a_rerun_whose_references_were_not_kept_in_time_keeps_them_itself(
    reference_loader: ReferenceLoader, file_server: FileServer, tmp_path: Path
) -> None:
    job = _original(file_server.put("1", File(png()), GONE))
    assert (await _urls(reference_loader, _again(job)))[0].startswith("data:image/png;base64,")
    assert _kept(tmp_path) == ["0000000001/1"]


async def test_a_rerun_whose_references_are_gone_says_which(
    reference_loader: ReferenceLoader, file_server: FileServer
) -> None:
    job = _original(file_server.put("1"), file_server.put("2", GONE))
    with pytest.raises(InputUnreadable) as caught:
        await reference_loader.prepare(_again(job))
    assert (caught.value.problem.option, caught.value.problem.problem) == ("image2", AttachmentProblem.UNREADABLE)


async def test_what_is_kept_already_is_not_fetched_again(
    reference_loader: ReferenceLoader, file_server: FileServer
) -> None:
    job = _original(file_server.put("1"))
    await reference_loader.keep(job)
    await reference_loader.keep(job)
    await reference_loader.keep(_again(job))
    assert file_server.asked["1"] == 1


@pytest.mark.parametrize("bad", [GONE, File(b"%PDF-1.7"), File(bytes(LIMITS.bytes + 1))], ids=["gone", "pdf", "large"])
async def test_a_reference_that_can_not_be_had_is_left_out(
    reference_loader: ReferenceLoader, file_server: FileServer, tmp_path: Path, bad: File
) -> None:
    await reference_loader.keep(_original(file_server.put("1", bad), file_server.put("2")))
    assert _kept(tmp_path) == ["0000000001/2"]


async def test_a_disk_that_refuses_costs_the_job_nothing(
    reference_loader: ReferenceLoader, file_server: FileServer, tmp_path: Path
) -> None:
    (tmp_path / "references").write_text("in the way")
    await reference_loader.keep(_original(file_server.put("1")))


async def test_a_heavy_reference_is_kept_small(
    reference_loader: ReferenceLoader, file_server: FileServer, tmp_path: Path
) -> None:
    await reference_loader.keep(_original(file_server.put("1", File(encoded(noise((1300, 1250)))))))
    assert 0 < (tmp_path / "references" / "0000000001" / "1").stat().st_size <= INLINE_BYTES


async def test_only_the_bots_own_user_can_read_what_is_kept(
    reference_loader: ReferenceLoader, file_server: FileServer, tmp_path: Path
) -> None:
    await reference_loader.keep(_original(file_server.put("holiday.png")))
    folder = tmp_path / "references" / "0000000001"
    assert [path.name for path in folder.iterdir()] == ["1"]
    assert (folder.stat().st_mode & 0o777, (folder / "1").stat().st_mode & 0o777) == (0o700, 0o600)


async def test_a_host_who_sends_bytes_keeps_them_on_the_way(
    downloader: Downloader, file_server: FileServer, tmp_path: Path, reference_store: ReferenceStore
) -> None:
    reference_loader = ReferenceLoader(
        downloader, imaging(), DownloadSlots(4, Clock()), tmp_path / "inputs", LIMITS, reference_store, inline=True
    )
    job = _original(file_server.put("1", File(png()), GONE))
    await reference_loader.keep(job)
    urls = await _urls(reference_loader, job)
    assert await _urls(reference_loader, _again(job)) == urls
    assert urls[0].startswith("data:")


async def test_references_go_with_the_last_job_that_uses_them(
    reference_loader: ReferenceLoader,
    file_server: FileServer,
    tmp_path: Path,
    reference_store: ReferenceStore,
    repository: SqlJobRepository,
) -> None:
    job = _original(file_server.put("1"))
    again = replace(_again(job), state=JobState.DELIVERED, created_at=START + 100, acknowledged=True)
    await reference_loader.keep(job)
    for saved in (replace(job, state=JobState.DELIVERED, acknowledged=True), again):
        await put(repository, saved)
    await repository.forget(START + 50)
    await reference_store.sweep()
    assert _kept(tmp_path) == ["0000000001/1"]
    await repository.forget(START + 150)
    await reference_store.sweep()
    assert _kept(tmp_path) == []


async def test_the_references_of_a_member_who_erases_everything_go(
    reference_loader: ReferenceLoader,
    file_server: FileServer,
    tmp_path: Path,
    reference_store: ReferenceStore,
    repository: SqlJobRepository,
) -> None:
    job = _original(file_server.put("1"))
    await reference_loader.keep(job)
    await put(repository, replace(job, state=JobState.DELIVERED, acknowledged=True))
    await repository.erase(job.user_id)
    await reference_store.sweep()
    assert _kept(tmp_path) == []


async def test_a_job_that_can_not_be_read_does_not_stop_the_sweep(
    reference_loader: ReferenceLoader,
    file_server: FileServer,
    tmp_path: Path,
    reference_store: ReferenceStore,
    repository: SqlJobRepository,
    database: SqliteDatabase,
) -> None:
    job = _original(file_server.put("1"))
    await reference_loader.keep(job)
    await put(repository, a_job(id="0000000003"))
    await database.write("UPDATE jobs SET data = 'not json'", ())
    await reference_store.sweep()
    assert _kept(tmp_path) == []


async def test_nothing_is_deleted_while_the_jobs_can_not_be_read(
    reference_loader: ReferenceLoader,
    file_server: FileServer,
    tmp_path: Path,
    reference_store: ReferenceStore,
    database: SqliteDatabase,
) -> None:
    await reference_loader.keep(_original(file_server.put("1")))
    await database.write("DROP TABLE jobs", ())
    await reference_store.sweep()
    assert _kept(tmp_path) == ["0000000001/1"]


async def test_a_sweep_before_anything_was_kept_finds_nothing(reference_store: ReferenceStore) -> None:
    await reference_store.sweep()


async def test_when_all_together_are_too_large_the_oldest_go_first(
    tmp_path: Path, repository: SqlJobRepository
) -> None:
    reference_store = ReferenceStore(ReferenceFolder(tmp_path / "references"), repository, limit=250)
    for number in (1, 2, 3):
        source = written(tmp_path / "source", bytes(100))
        await reference_store.store(a_job(id=f"000000000{number}"), 1, source)
        os.utime(tmp_path / "references" / f"000000000{number}", (number, number))
    assert _kept(tmp_path) == ["0000000002/1", "0000000003/1"]


async def test_what_else_lies_in_the_folder_is_in_nobodys_way(
    reference_loader: ReferenceLoader, file_server: FileServer, tmp_path: Path, reference_store: ReferenceStore
) -> None:
    (tmp_path / "references").mkdir()
    written(tmp_path / "references" / ".DS_Store", b"x")
    await reference_loader.keep(_original(file_server.put("1")))
    await reference_store.sweep()
    assert _kept(tmp_path) == [".DS_Store"]


async def test_what_was_never_kept_is_none(reference_store: ReferenceStore) -> None:
    assert not await reference_store.has(a_job(), 1)
    assert await reference_store.uri(a_job(), 1) is None
