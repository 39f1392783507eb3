"""Files for the tests of downloads, and their results."""

import pytest

from bot.net.body import Body
from bot.net.download import Downloader
from bot.net.errors import DownloadFailed
from sandbox.imini.planned_responses import Fault

PNG = b"\x89PNG\r\n\x1a\n"
PNG_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n" + PNG
PAGE = "<html><body><h1>This picture is being prepared</h1></body></html>"
PATH = "/file/2026/04/06/1.png"


async def failure(downloader: Downloader, url: str, target: Body, limit: int = 1 << 20) -> DownloadFailed:
    """The error with which the download fails."""
    with pytest.raises(DownloadFailed) as caught:
        await downloader.fetch(url, target, limit)
    assert caught.value.message
    return caught.value


def saved(target: Body) -> bytes:
    return target.path.read_bytes() if target.data is None else target.data


def moved(location: str, status: int = 302) -> Fault:
    """A redirect to ``location``."""
    return Fault(status, headers={"Location": location})
