"""Downloads over real sockets: what may be fetched, and how much of it."""

import asyncio
import gzip
import threading
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any

import pytest

from bot.net.body import Body
from bot.net.download import Downloader
from bot.net.memory_budget import MemoryBudget
from sandbox.imini.planned_responses import Fault
from sandbox.imini.server import SandboxImini
from tests.support.client import a_downloader
from tests.support.downloads import PAGE, PATH, PNG, failure, moved, saved
from tests.support.sockets import nobody, sending


@pytest.fixture
async def imini() -> AsyncIterator[SandboxImini]:
    async with SandboxImini() as server:
        yield server


@pytest.fixture
async def elsewhere() -> AsyncIterator[SandboxImini]:
    """A server that is not among the allowed origins."""
    async with SandboxImini() as server:
        yield server


@pytest.fixture
async def downloader(imini: SandboxImini) -> AsyncIterator[Downloader]:
    """A downloader that may fetch from ``imini`` and from public https addresses only."""
    async with a_downloader(imini.base_url) as downloader:
        yield downloader


@pytest.fixture(params=[0, 4 << 20], ids=["on disk", "in memory"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Body]:
    """A body, with so much memory."""
    with MemoryBudget(request.param).share() as memory:
        yield Body(tmp_path / "1.part", memory)


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "image/png"},
        {"Content-Type": "text/plain"},
        {"Content-Type": "text/html; charset=utf-8"},
        {"Content-Type": ""},
        {"Content-Type": "nonsense"},
        {"Content-Encoding": "gzip"},
        {"Content-Encoding": "br"},
        {"Content-Encoding": "none"},
        {"Content-Disposition": "attachment; filename=../../1.png"},
        {"X-Trace": "x" * 30_000},
    ],
    ids=str,
)
async def test_a_file_is_saved_byte_by_byte_whatever_its_server_calls_it(
    imini: SandboxImini, downloader: Downloader, target: Body, headers: Mapping[str, str]
) -> None:
    picture = PNG + bytes(range(256)) * 4000
    imini.script["file"].append(Fault(body=picture, headers=headers))
    await downloader.fetch(imini.origin + PATH, target, 2 << 20)
    assert saved(target) == picture


@pytest.mark.parametrize("status", [200, 201, 203, 206])
async def test_every_success_brings_a_file(
    imini: SandboxImini, downloader: Downloader, target: Body, status: int
) -> None:
    imini.script["file"].append(Fault(status, body=PNG))
    await downloader.fetch(imini.origin + PATH, target, 1000)
    assert saved(target) == PNG


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\n\r\n" + PNG + b"whole",
        b"HTTP/1.0 200 OK\r\n\r\n" + PNG + b"whole",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n" + PNG + b"\r\n5;x=y\r\nwhole\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n" + PNG + b"whole",
    ],
    ids=["no length", "http 1.0", "chunked", "length"],
)
async def test_a_file_may_be_framed_in_every_way_of_http(target: Body, answer: bytes) -> None:
    async with sending(answer, closing=True) as origin, a_downloader(origin) as downloader:
        await downloader.fetch(origin + PATH, target, 1000)
    assert saved(target) == PNG + b"whole"


async def test_what_came_before_the_connection_broke_is_kept(target: Body) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n" + PNG
    async with sending(answer, closing=True) as origin, a_downloader(origin) as downloader:
        assert (await failure(downloader, origin + PATH, target)).transient
    assert saved(target) == PNG


async def test_a_download_says_nothing_about_who_asks(
    imini: SandboxImini, downloader: Downloader, target: Body
) -> None:
    imini.script["file"].extend([moved(PATH), Fault(body=PNG)])
    await downloader.fetch(imini.origin + PATH, target, 1000)
    for request in imini.requests:
        assert not {"Authorization", "Referer", "Cookie"} & set(request.headers)
    assert len(imini.requests) == 2


@pytest.mark.parametrize(
    "fault",
    [
        *(Fault(302), Fault(403, body=PAGE), Fault(404), Fault(410), Fault(429), Fault(500), Fault(502, body=PAGE)),
        *(Fault(503), Fault(200, body=PNG * 9, truncate=True)),
    ],
    ids=lambda fault: str(fault.status),
)
async def test_another_try_may_help_whatever_a_server_answered(
    imini: SandboxImini, downloader: Downloader, target: Body, fault: Fault
) -> None:
    imini.script["file"].append(fault)
    assert (await failure(downloader, imini.origin + PATH, target)).transient
    imini.script["file"].append(Fault(body=PNG + b"whole"))
    await downloader.fetch(imini.origin + PATH, target, 1000)
    assert saved(target) == PNG + b"whole"


async def test_another_try_may_help_when_nobody_answers(
    downloader: Downloader, target: Body, imini: SandboxImini
) -> None:
    imini.script["file"].extend([Fault(body=PNG, drop=True)] * 2)
    assert (await failure(downloader, imini.origin + PATH, target)).transient
    gone = nobody()
    async with a_downloader(gone) as lonely:
        assert (await failure(lonely, gone + PATH, target)).transient


async def test_a_download_without_end_is_given_up_and_not_begun_anew(
    target: Body,
) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n" + PNG
    async with sending(answer) as origin, a_downloader(origin, timeout=0.1) as downloader:
        assert not (await failure(downloader, origin + PATH, target)).transient


@pytest.mark.parametrize(("size", "fits"), [(1000, True), (1001, False), (1_000_000, False)])
async def test_a_download_ends_at_its_limit(
    imini: SandboxImini, downloader: Downloader, target: Body, size: int, fits: bool
) -> None:
    imini.script["file"].append(Fault(body=PNG.ljust(size, b"x")))
    if fits:
        await downloader.fetch(imini.origin + PATH, target, 1000)
    else:
        error = await failure(downloader, imini.origin + PATH, target, limit=1000)
        assert "larger than 1000 bytes" in error.message
        assert (error.too_large, error.transient) == (True, False)
    assert len(saved(target)) <= 1000


async def test_a_small_file_that_unfolds_into_a_large_one_is_cut_at_the_limit(
    imini: SandboxImini, downloader: Downloader, target: Body
) -> None:
    packed = gzip.compress(PNG.ljust(5_000_000, b"x"))
    assert len(packed) < 10_000
    imini.script["file"].append(Fault(body=packed, headers={"Content-Encoding": "gzip"}))
    assert "larger" in (await failure(downloader, imini.origin + PATH, target, limit=10_000)).message


@pytest.mark.parametrize("headers", [{"Content-Encoding": "gzip"}, {}], ids=["labelled", "unlabelled"])
async def test_a_file_that_was_packed_unasked_is_unpacked(
    imini: SandboxImini, downloader: Downloader, target: Body, headers: Mapping[str, str]
) -> None:
    imini.script["file"].append(Fault(body=gzip.compress(PNG * 1000), headers=headers))
    await downloader.fetch(imini.origin + PATH, target, 10_000)
    assert saved(target) == PNG * 1000
    assert imini.requests[0].headers["Accept-Encoding"] == "identity"


async def test_every_part_that_comes_is_told(imini: SandboxImini, downloader: Downloader, target: Body) -> None:
    parts: list[int] = []
    imini.script["file"].append(Fault(body=PNG * 100_000))
    await downloader.fetch(imini.origin + PATH, target, 1 << 20, parts.append)
    assert sum(parts) == len(PNG) * 100_000
    assert len(parts) > 1


async def test_a_disk_that_can_not_be_written_is_named(
    imini: SandboxImini, downloader: Downloader, tmp_path: Path
) -> None:
    (tmp_path / "no folder").touch()
    imini.script["file"].append(Fault(body=PNG))
    error = await failure(downloader, imini.origin + PATH, Body(tmp_path / "no folder" / "1.part"))
    assert "couldn't be written" in error.message
    assert not error.transient


async def test_a_download_that_is_cut_off_while_its_file_is_being_opened_leaves_none_open(
    imini: SandboxImini, downloader: Downloader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    imini.script["file"].append(Fault(body=PNG))
    asked, told, opened = threading.Event(), threading.Event(), SimpleQueue[IO[Any]]()
    usual = Path.open

    def slowly(path: Path, mode: str) -> IO[Any]:
        asked.set()
        told.wait()
        file = usual(path, mode)
        opened.put(file)
        return file

    monkeypatch.setattr(Path, "open", slowly)
    download = asyncio.create_task(downloader.fetch(imini.origin + PATH, Body(tmp_path / "1.part"), 1000))
    await asyncio.to_thread(asked.wait)
    download.cancel()
    await asyncio.wait([download])
    told.set()
    file = await asyncio.to_thread(opened.get)
    await asyncio.get_running_loop().shutdown_default_executor()
    assert file.closed
