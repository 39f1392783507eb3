"""An imini that sends raw bytes, as no server framework would."""

import asyncio
from collections import deque
from typing import Self

GOOD_SUBMIT = b'{"task_id": "task_1", "model": "m", "created_at": "2026-04-23T03:00:17.062Z", "request_id": "r"}'
GOOD_TASK = (
    b'{"task_id": "task_1", "status": "succeeded", "images": [{"url": "https://f.example/1.png", "width": 1024,'
    b' "height": 1024}], "completed_at": "2026-04-23T03:00:41.100Z", "error": null, "request_id": "r"}'
)


def good(body: bytes) -> bytes:
    """A well-formed response."""
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


class RawImini:
    """Responds with ``submits`` and ``tasks`` in turn, then with well-formed responses. Use as ``async with``.

    It closes the connection after each response. ``called`` counts the submits, ``played`` those that used the script.
    """

    def __init__(self) -> None:
        self.submits: deque[bytes] = deque()
        self.tasks: deque[bytes] = deque()
        self.called = self.played = 0

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Call(self), "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await self._server.wait_closed()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def play(self, submits: list[bytes], tasks: list[bytes]) -> None:
        """Replace the scripts and reset the counters."""
        self.submits, self.tasks = deque(submits), deque(tasks)
        self.called = self.played = 0

    def answer(self, *, submit: bool) -> bytes:
        if not submit:
            return self.tasks.popleft() if self.tasks else good(GOOD_TASK)
        self.called += 1
        if not self.submits:
            return good(GOOD_SUBMIT)
        self.played += 1
        return self.submits.popleft()


class _Call(asyncio.Protocol):
    def __init__(self, imini: RawImini) -> None:
        self._imini = imini
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, end, body = self._received.partition(b"\r\n\r\n")
        submit = head.startswith(b"POST")
        if end and (not submit or body.endswith(b"}")):
            self._transport.write(self._imini.answer(submit=submit))
            self._transport.close()
