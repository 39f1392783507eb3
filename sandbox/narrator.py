"""Prints what the bot shows in Discord as plain text, while it happens."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

import simcord

from sandbox.plain import has_file, plain

INTERVAL = 0.1
"""Seconds between two checks for new messages."""


class Narrator:
    """Reads the bot's calls to Discord, and passes every new state of its messages to ``write``.

    ``now`` returns epoch seconds; ``names`` replace mentions; times are told in the language ``locale``.
    """

    def __init__(
        self,
        env: simcord.Env,
        now: Callable[[], float],
        names: Mapping[str, str],
        write: Callable[[str], None],
        locale: str,
    ) -> None:
        self._env = env
        self._now = now
        self._names = names
        self._write = write
        self._locale = locale
        self._seen = len(env.http_requests)
        self._last = ""

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Print new messages until the end of the block."""
        watching = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watching.cancel()
            # What ended the whole process from within the task must be fetched, or asyncio reports it as lost.
            [raised] = await asyncio.gather(watching, return_exceptions=True)
            self._write_news()
            if isinstance(raised, Exception):
                raise raised

    async def _watch(self) -> None:
        while True:
            self._write_news()
            await asyncio.sleep(INTERVAL)

    def _write_news(self) -> None:
        calls = self._env.http_requests[self._seen :]
        self._seen += len(calls)
        for call in calls:
            text = self._text(call.json)
            # An edit may change nothing but buttons, which have no text here.
            if text and text != self._last:
                self._last = text
                self._write(f"{text}\n")

    def _text(self, body: object) -> str:
        # The initial response to an interaction has its message below ``data``.
        message = body.get("data", body) if isinstance(body, dict) else {}
        components = message.get("components") or []
        # A message that gives a prompt back as a file is of no use here: the prompt is on the command line.
        text = "" if has_file(components) else plain(components, self._now(), self._locale)
        for mention, name in self._names.items():
            text = text.replace(mention, name)
        return text
