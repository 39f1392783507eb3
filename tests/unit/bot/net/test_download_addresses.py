"""URLs of downloads: sent as written, and only to allowed servers."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.net.body import Body
from bot.net.download import MAX_REDIRECTS, Downloader
from bot.net.guard import AllowedOrigins
from sandbox.imini.planned_responses import Fault
from sandbox.imini.server import SandboxImini
from tests.support.client import a_downloader
from tests.support.downloads import PATH, PNG, PNG_ANSWER, failure, moved, saved
from tests.support.resolver import StaticResolver
from tests.support.sockets import sending


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


@pytest.fixture
def target(tmp_path: Path) -> Body:
    return Body(tmp_path / "1.part")


SIGNED = "/file/a%2Bb+c%20d%7Ee~f(1)'!*,;=@:$&%e7%8b%90//g/./h?name=a%2Fb/c+d%20e&X-Sig=q%2B/w==&t=1%7E~&&x&%zz"


async def test_a_signed_address_is_asked_for_byte_by_byte_as_it_was_written(target: Body) -> None:
    asked: list[bytes] = []
    async with sending(PNG_ANSWER, asked=asked) as origin, a_downloader(origin) as downloader:
        await downloader.fetch(origin + SIGNED, target, 1000)
    assert asked[0].split(b"\r\n")[0] == f"GET {SIGNED} HTTP/1.1".encode()


async def test_a_proxy_is_asked_for_the_address_as_it_was_written(
    target: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bytes] = []
    async with sending(PNG_ANSWER, asked=asked) as proxy, a_downloader("http://file.example") as downloader:
        monkeypatch.setenv("HTTP_PROXY", proxy)
        await downloader.fetch(f"http://file.example{SIGNED}", target, 1000)
    assert asked[0].split(b"\r\n")[0] == f"GET http://file.example{SIGNED} HTTP/1.1".encode()


async def test_the_environment_is_searched_once_for_the_proxy_of_a_server(
    target: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bytes] = []
    async with sending(PNG_ANSWER, PNG_ANSWER, asked=asked) as proxy, a_downloader("http://file.example") as downloader:
        monkeypatch.setenv("HTTP_PROXY", proxy)
        await downloader.fetch("http://file.example/1", target, 1000)
        monkeypatch.setenv("HTTP_PROXY", "http://nowhere.example:1")
        await downloader.fetch("http://file.example/2", target, 1000)
    assert [request.split(b" ")[1] for request in asked] == [b"http://file.example/1", b"http://file.example/2"]


@pytest.mark.parametrize("absolute", [True, False], ids=["absolute", "relative"])
async def test_so_is_the_address_that_a_redirect_leads_to(target: Body, absolute: bool) -> None:
    asked: list[bytes] = []
    path = SIGNED.replace("/./", "/")  # resolving a relative reference removes dot segments (RFC 3986, 5.2.4)
    async with sending(PNG_ANSWER, asked=asked) as signed:
        location = f"{signed if absolute else ''}{path}".encode()
        moving = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + location + b"\r\n\r\n"
        async with sending(moving, PNG_ANSWER, asked=asked) as origin, a_downloader(origin, signed) as downloader:
            await downloader.fetch(origin + PATH, target, 1000)
    assert [request.split(b" ")[1] for request in asked] == [PATH.encode(), path.encode()]


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/a red fox.png", "/a%20red%20fox.png"),
        ("/狐?q=狸", "/%E7%8B%90?q=%E7%8B%B8"),
        ("/a\r\nX-Injected: 1", "/a%0D%0AX-Injected:%201"),
        ("", "/"),
        ("?q=1", "/?q=1"),
        ("/a.png#part", "/a.png"),
    ],
    ids=ascii,
)
async def test_only_what_no_request_can_hold_is_quoted(target: Body, path: str, sent: str) -> None:
    asked: list[bytes] = []
    async with sending(PNG_ANSWER, asked=asked) as origin, a_downloader(origin) as downloader:
        await downloader.fetch(origin + path, target, 1000)
    assert asked[0].split(b"\r\n")[0] == f"GET {sent} HTTP/1.1".encode()
    assert b"\r\nX-Injected" not in asked[0]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_followed_to_where_the_bot_may_go(
    imini: SandboxImini, elsewhere: SandboxImini, target: Body, status: int
) -> None:
    imini.script["file"].append(moved(elsewhere.origin + PATH, status))
    elsewhere.script["file"].append(Fault(body=PNG))
    async with a_downloader(imini.base_url, elsewhere.base_url) as downloader:
        await downloader.fetch(imini.origin + PATH, target, 1000)
    assert saved(target) == PNG


async def test_a_redirect_may_be_relative(imini: SandboxImini, downloader: Downloader, target: Body) -> None:
    imini.script["file"].extend([moved("2.png?size=full"), Fault(body=PNG)])
    await downloader.fetch(imini.origin + PATH, target, 1000)
    assert imini.requests[-1].path == "/file/2026/04/06/2.png"


async def test_a_redirect_to_a_private_address_is_not_followed(
    imini: SandboxImini, elsewhere: SandboxImini, downloader: Downloader, target: Body
) -> None:
    private = elsewhere.origin.replace("http:", "https:")
    for location in (elsewhere.origin, private, "https://localhost/", "https://10.0.0.1/a.png", "file:///etc/passwd"):
        imini.script["file"].append(moved(location))
        error = await failure(downloader, imini.origin + PATH, target)
        assert "refused to fetch it" in error.message
        assert not error.transient
    assert not elsewhere.requests


async def test_a_redirect_that_makes_no_sense_is_not_followed(
    imini: SandboxImini, downloader: Downloader, target: Body
) -> None:
    imini.script["file"].append(moved("http://[oops"))
    assert not (await failure(downloader, imini.origin + PATH, target)).transient


async def test_a_ring_of_redirects_is_left(imini: SandboxImini, downloader: Downloader, target: Body) -> None:
    imini.script["file"].extend([moved(PATH)] * 20)
    assert "redirects" in (await failure(downloader, imini.origin + PATH, target)).message
    assert len(imini.requests) == MAX_REDIRECTS + 1


@pytest.mark.parametrize("url", ["", "1.png", "data:image/png;base64,iVBORw0KGgo=", "http://[oops", "https://h:x/"])
async def test_what_is_no_address_fails_for_good(downloader: Downloader, target: Body, url: str) -> None:
    assert not (await failure(downloader, url, target)).transient


async def test_a_public_name_that_leads_into_the_hosts_network_is_not_followed(
    elsewhere: SandboxImini, target: Body
) -> None:
    zone = StaticResolver({"pictures.example": ["127.0.0.1", "::1"]})
    port = elsewhere.origin.rpartition(":")[2]
    async with Downloader(AllowedOrigins("http://imini.example"), lambda: zone) as downloader:
        await failure(downloader, f"https://pictures.example:{port}{PATH}", target)
    assert not elsewhere.requests
