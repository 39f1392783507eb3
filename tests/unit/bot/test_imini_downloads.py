"""Downloads, over a real socket: what may be fetched, from where, and how much of it."""

import asyncio
import gzip
import threading
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any

import pytest

from bot.errors import DownloadFailed
from bot.imini import MAX_REDIRECTS, IminiClient
from sandbox.answers import Fault
from sandbox.imini import SandboxImini
from tests.support.client import a_client
from tests.support.sockets import nobody, sending
from tests.support.zone import Zone

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff\xe0"
WEBP = b"RIFF\x99\x00\x00\x00WEBPVP8 "
GIF = b"GIF89a"
PAGE = "<html><body><h1>This picture is being prepared</h1></body></html>"
PATH = "/file/2026/04/06/1.png"


@pytest.fixture
async def imini() -> AsyncIterator[SandboxImini]:
    async with SandboxImini() as server:
        yield server


@pytest.fixture
async def elsewhere() -> AsyncIterator[SandboxImini]:
    """Another server on this machine."""
    async with SandboxImini() as server:
        yield server


@pytest.fixture
async def client(imini: SandboxImini) -> AsyncIterator[IminiClient]:
    """A client that may fetch from ``imini`` and from public https addresses alone."""
    async with a_client(imini.base_url) as client:
        yield client


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "1.part"


async def failure(client: IminiClient, url: str, target: Path, limit: int = 1 << 20) -> DownloadFailed:
    """Why the download fails."""
    with pytest.raises(DownloadFailed) as caught:
        await client.download(url, target, limit)
    assert caught.value.message
    return caught.value


def saved(target: Path) -> bytes:
    """What was written."""
    return target.read_bytes()


def moved(location: str, status: int = 302) -> Fault:
    """A redirect to ``location``."""
    return Fault(status, headers={"Location": location})


@pytest.mark.parametrize(
    ("magic", "headers", "kind"),
    [
        (PNG, {}, "png"),
        (JPEG, {"Content-Type": "image/jpeg"}, "jpeg"),
        (WEBP, {"Content-Type": "image/webp; charset=binary"}, "webp"),
        (GIF, {"Content-Type": "image/png"}, "gif"),
        (PNG, {"Content-Type": "application/octet-stream"}, "png"),
        (PNG, {"Content-Type": "binary/octet-stream"}, "png"),
    ],
)
async def test_a_picture_is_saved_and_named_by_its_first_bytes(
    imini: SandboxImini, client: IminiClient, target: Path, magic: bytes, headers: Mapping[str, str], kind: str
) -> None:
    picture = magic + bytes(range(256)) * 4000
    imini.script["file"].append(Fault(body=picture, headers=headers))
    assert await client.download(imini.origin + PATH, target) == kind
    assert saved(target) == picture


async def test_a_download_says_nothing_about_who_asks(imini: SandboxImini, client: IminiClient, target: Path) -> None:
    imini.script["file"].extend([moved(PATH), Fault(body=PNG)])
    await client.download(imini.origin + PATH, target)
    for request in imini.requests:
        assert not {"Authorization", "Referer", "Cookie"} & set(request.headers)
    assert len(imini.requests) == 2


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (Fault(body=PAGE), "text/html"),
        (Fault(body=b"%PDF-1.7"), "image/png without the bytes of an image"),
        (Fault(body=PNG, headers={"Content-Type": "text/plain"}), "text/plain"),
        (Fault(body=b""), "empty"),
        (Fault(404), "HTTP 404"),
        (Fault(403, body=PAGE), "HTTP 403"),
        (Fault(204, body=b""), "HTTP 204"),
        (Fault(206, body=PNG), "HTTP 206"),
        (Fault(302), "HTTP 302"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_what_is_no_picture_is_refused_for_good(
    imini: SandboxImini, client: IminiClient, target: Path, fault: Fault, why: str
) -> None:
    imini.script["file"].append(fault)
    error = await failure(client, imini.origin + PATH, target)
    assert why in error.message
    assert not error.transient


@pytest.mark.parametrize(
    "fault",
    [Fault(429), Fault(500), Fault(502, body=PAGE), Fault(503), Fault(200, body=PNG * 9, truncate=True)],
    ids=lambda fault: str(fault.status),
)
async def test_another_try_may_help_when_the_server_had_trouble(
    imini: SandboxImini, client: IminiClient, target: Path, fault: Fault
) -> None:
    imini.script["file"].append(fault)
    assert (await failure(client, imini.origin + PATH, target)).transient
    imini.script["file"].append(Fault(body=PNG + b"whole"))
    assert await client.download(imini.origin + PATH, target) == "png"
    assert saved(target) == PNG + b"whole"


async def test_another_try_may_help_when_nobody_answers(client: IminiClient, target: Path, imini: SandboxImini) -> None:
    imini.script["file"].extend([Fault(body=PNG, drop=True)] * 2)
    assert (await failure(client, imini.origin + PATH, target)).transient
    gone = nobody()
    async with a_client(gone) as lonely:
        assert (await failure(lonely, gone + PATH, target)).transient


async def test_a_download_is_given_up_after_a_while(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.imini.DOWNLOAD_TIMEOUT", 0.1)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 999\r\n\r\n" + PNG
    async with sending(head) as url, a_client(url) as client:
        assert (await failure(client, url + PATH, target)).transient


@pytest.mark.parametrize(("size", "fits"), [(1000, True), (1001, False), (1_000_000, False)])
async def test_a_download_ends_at_its_limit(
    imini: SandboxImini, client: IminiClient, target: Path, size: int, fits: bool
) -> None:
    imini.script["file"].append(Fault(body=PNG.ljust(size, b"x")))
    if fits:
        assert await client.download(imini.origin + PATH, target, limit=1000) == "png"
    else:
        error = await failure(client, imini.origin + PATH, target, limit=1000)
        assert "larger than 1000 bytes" in error.message
        assert not error.transient
    assert len(saved(target)) <= 1000


async def test_a_small_file_that_unfolds_into_a_large_one_is_cut_at_the_limit(
    imini: SandboxImini, client: IminiClient, target: Path
) -> None:
    packed = gzip.compress(PNG.ljust(5_000_000, b"x"))
    assert len(packed) < 10_000
    imini.script["file"].append(Fault(body=packed, headers={"Content-Encoding": "gzip"}))
    assert "larger" in (await failure(client, imini.origin + PATH, target, limit=10_000)).message


async def test_any_file_can_be_fetched_with_its_type_and_first_bytes(
    imini: SandboxImini, client: IminiClient, target: Path
) -> None:
    body = b"a red fox\n" * 50
    imini.script["file"].append(Fault(body=body, headers={"Content-Type": "text/plain; charset=utf-8"}))
    assert await client.fetch(imini.origin + PATH, target, 1000) == ("text/plain", body[:32])
    assert saved(target) == body


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_followed_to_where_the_bot_may_go(
    imini: SandboxImini, elsewhere: SandboxImini, target: Path, status: int
) -> None:
    imini.script["file"].append(moved(elsewhere.origin + PATH, status))
    elsewhere.script["file"].append(Fault(body=PNG))
    async with a_client(imini.base_url, elsewhere.base_url) as client:
        assert await client.download(imini.origin + PATH, target) == "png"


async def test_a_redirect_may_be_relative(imini: SandboxImini, client: IminiClient, target: Path) -> None:
    imini.script["file"].extend([moved("2.png?size=full"), Fault(body=PNG)])
    await client.download(imini.origin + PATH, target)
    assert imini.requests[-1].path == "/file/2026/04/06/2.png"


async def test_a_redirect_to_a_private_address_is_not_followed(
    imini: SandboxImini, elsewhere: SandboxImini, client: IminiClient, target: Path
) -> None:
    private = elsewhere.origin.replace("http:", "https:")
    for location in (elsewhere.origin, private, "https://localhost/", "https://10.0.0.1/a.png", "file:///etc/passwd"):
        imini.script["file"].append(moved(location))
        error = await failure(client, imini.origin + PATH, target)
        assert "refused to fetch it" in error.message
        assert not error.transient
    assert not elsewhere.requests


async def test_a_redirect_that_makes_no_sense_is_not_followed(
    imini: SandboxImini, client: IminiClient, target: Path
) -> None:
    imini.script["file"].append(moved("http://[oops"))
    assert not (await failure(client, imini.origin + PATH, target)).transient


async def test_a_ring_of_redirects_is_left(imini: SandboxImini, client: IminiClient, target: Path) -> None:
    imini.script["file"].extend([moved(PATH)] * 20)
    assert "redirects" in (await failure(client, imini.origin + PATH, target)).message
    assert len(imini.requests) == MAX_REDIRECTS + 1


@pytest.mark.parametrize("url", ["", "1.png", "data:image/png;base64,iVBORw0KGgo=", "http://[oops", "https://h:x/"])
async def test_what_is_no_address_fails_for_good(client: IminiClient, target: Path, url: str) -> None:
    assert not (await failure(client, url, target)).transient


async def test_a_public_name_that_leads_into_the_hosts_network_is_not_followed(
    elsewhere: SandboxImini, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.imini.DefaultResolver", lambda: Zone({"pictures.example": ["127.0.0.1", "::1"]}))
    port = elsewhere.origin.rpartition(":")[2]
    async with a_client("http://imini.example") as client:
        await failure(client, f"https://pictures.example:{port}{PATH}", target)
    assert not elsewhere.requests


async def test_a_disk_that_can_not_be_written_is_named(
    imini: SandboxImini, client: IminiClient, tmp_path: Path
) -> None:
    imini.script["file"].append(Fault(body=PNG))
    error = await failure(client, imini.origin + PATH, tmp_path / "no such folder" / "1.part")
    assert "could not be written" in error.message
    assert not error.transient


async def test_a_download_that_is_cut_off_while_its_file_is_being_opened_leaves_none_open(
    imini: SandboxImini, client: IminiClient, target: Path, monkeypatch: pytest.MonkeyPatch
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
    download = asyncio.create_task(client.download(imini.origin + PATH, target))
    await asyncio.to_thread(asked.wait)
    download.cancel()
    await asyncio.wait([download])
    told.set()
    file = await asyncio.to_thread(opened.get)
    await asyncio.get_running_loop().shutdown_default_executor()
    assert file.closed
