"""imini and its file server, reached through the proxy that the environment names."""

import math
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from yarl import URL

from bot.imini.errors import SubmitUncertain, Unreachable
from bot.imini.retry_policy import may_resubmit
from bot.net.body import Body
from bot.net.errors import DownloadFailed
from bot.net.guard import UnusableProxy
from sandbox.imini.planned_responses import Fault
from sandbox.imini.server import SandboxImini
from tests.support.client import KEY, a_client, a_downloader
from tests.support.fileserver import FileServer
from tests.support.jobs import a_request
from tests.support.proxy import Proxy
from tests.support.resolver import StaticResolver


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment that names no proxy, to be filled."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    return monkeypatch


@pytest.fixture
async def proxy(environment: pytest.MonkeyPatch) -> AsyncIterator[Proxy]:
    """A proxy for everything, by a name that only leads to a private address."""
    async with Proxy() as proxy:
        environment.setenv("ALL_PROXY", proxy.url.replace("127.0.0.1", "proxy.lan"))
        yield proxy


ZONE = StaticResolver({"proxy.lan": ["127.0.0.1"], "trap.example": ["127.0.0.1"]})


async def test_submits_and_queries_go_through_the_proxy(proxy: Proxy) -> None:
    async with SandboxImini(key=KEY, speed=math.inf) as imini, a_client(imini.base_url, resolver=ZONE) as client:
        assert (await client.task(await client.submit(a_request()))).images
        assert [(method, url.origin()) for method, url in proxy.asked] == [
            ("POST", URL(imini.origin)),
            ("GET", URL(imini.origin)),
        ]
        imini.script["submit"].append(Fault(drop=True))
        with pytest.raises(SubmitUncertain):
            await client.submit(a_request())


async def test_downloads_go_through_the_proxy(proxy: Proxy, tmp_path: Path) -> None:
    async with FileServer() as files, a_downloader(files.origin, resolver=ZONE) as downloader:
        await downloader.fetch(files.put("a.png"), Body(tmp_path / "a"), 1 << 20)
    assert (tmp_path / "a").stat().st_size
    assert len(proxy.asked) == 1


@pytest.mark.parametrize("url", ["https://127.0.0.1/a", "https://localhost/a", "https://[::1]/a", "https://10.0.0.1/a"])
async def test_the_proxy_is_not_asked_for_what_is_private_by_its_own_words(
    proxy: Proxy, tmp_path: Path, url: str
) -> None:
    async with a_downloader(resolver=ZONE) as downloader:
        with pytest.raises(DownloadFailed, match="refused"):
            await downloader.fetch(url, Body(tmp_path / "a"), 1 << 20)
    assert proxy.asked == []


async def test_what_the_proxy_does_not_serve_is_looked_up_as_strictly_as_ever(
    proxy: Proxy, environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environment.setenv("NO_PROXY", "trap.example")
    async with a_downloader(resolver=ZONE) as downloader:
        with pytest.raises(DownloadFailed):
            await downloader.fetch("https://trap.example/a", Body(tmp_path / "a"), 1 << 20)
    assert proxy.asked == []


async def test_a_proxy_that_refuses_leaves_no_doubt_about_a_submit(environment: pytest.MonkeyPatch) -> None:
    async with Proxy(refuse=True) as proxy:
        environment.setenv("HTTPS_PROXY", proxy.url)
        async with a_client("https://imini.example") as client:
            with pytest.raises(Unreachable) as caught:
                await client.submit(a_request())
            with pytest.raises(Unreachable):
                await client.task("task_7")
    assert may_resubmit(caught.value)
    assert [method for method, _ in proxy.asked] == ["CONNECT", "CONNECT"]


async def test_a_proxy_that_can_not_be_used_stops_the_start(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("HTTPS_PROXY", "socks5://proxy.lan:1080")
    with pytest.raises(UnusableProxy, match="HTTPS_PROXY"):
        await a_client("https://imini.example").__aenter__()
