"""Connections that a server does not read from any more end with their session."""

import asyncio
import gc
import io
import socket
import warnings

import aiohttp
import pytest

from bot.net.sockets import Sockets

MORE_THAN_BUFFERS_HOLD = 50 << 20


async def _upload(port: int, *, cut: bool) -> None:
    """Cancel an upload of which the server reads nothing, and close its session."""
    sockets = Sockets()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(socket_factory=sockets.make)) as session:
        form = aiohttp.FormData()
        form.add_field("file", io.BytesIO(bytes(MORE_THAN_BUFFERS_HOLD)))
        uploading = asyncio.create_task(_post(session, f"http://127.0.0.1:{port}", form))
        # It is full once it has not let go for as long as loopback could possibly take.
        await asyncio.wait({uploading}, timeout=0.2)
        uploading.cancel()
        await asyncio.wait({uploading})
    if cut:
        await sockets.cut()


async def _post(session: aiohttp.ClientSession, url: str, form: aiohttp.FormData) -> None:
    async with session.post(url, data=form):
        pass


@pytest.mark.parametrize("cut", [True, False], ids=["cut", "left"])
def test_an_upload_that_nobody_reads_leaves_no_connection_behind_if_it_is_cut(cut: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        asyncio.run(_upload(server.getsockname()[1], cut=cut))
        gc.collect()
    assert any("unclosed transport" in str(each.message) for each in found) is not cut


async def test_sockets_that_are_closed_already_are_no_trouble() -> None:
    sockets = Sockets()
    address = (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("127.0.0.1", 0))
    sockets.make(address).close()
    with sockets.make(address):
        await sockets.cut()
