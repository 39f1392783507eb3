"""Tells in plain text what the bot shows in Discord, while it happens."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

import simcord

from sandbox.plain import plain

LOOK = 0.1
"""Seconds between two looks at what the bot sent."""


class Narrator:
    """Reads the bot's calls to Discord and tells every new state of its messages, one block each, through ``tell``."""

    def __init__(
        self, env: simcord.Env, now: Callable[[], float], names: Mapping[str, str], tell: Callable[[str], None]
    ) -> None:
        self._env = env
        self._now = now
        self._names = names
        self._tell = tell
        self._seen = len(env.http_requests)
        self._told = ""

    @asynccontextmanager
    async def telling(self) -> AsyncIterator[None]:
        """Tell what happens from here to the end of the block."""
        watching = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watching.cancel()
            self._tell_news()

    async def _watch(self) -> None:
        while True:
            self._tell_news()
            await asyncio.sleep(LOOK)

    def _tell_news(self) -> None:
        calls = self._env.http_requests[self._seen :]
        self._seen += len(calls)
        for call in calls:
            text = self._text(call.json)
            if text and text != self._told:
                self._told = text
                self._tell(f"{text}\n")

    def _text(self, body: object) -> str:
        """The text of the message in a call's body; the first answer to a command has it under ``data``."""
        message = body.get("data", body) if isinstance(body, dict) else {}
        text = plain(message.get("components") or [], self._now())
        for mention, name in self._names.items():
            text = text.replace(mention, name)
        return text
