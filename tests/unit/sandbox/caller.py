"""A plain HTTP client of the sandbox's imini, a manual clock, and seeded random numbers."""

import random
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from sandbox.imini.server import SandboxImini

SUBMIT = {
    "model": "openai/gpt-image-2",
    "prompt": "a red fox",
    "resolution": "1K",
    "aspect_ratio": "16:9",
    "quality": "low",
}


class HandClock:
    """Epoch seconds that only a test moves."""

    def __init__(self) -> None:
        self.now = 1_776_913_217.062

    def __call__(self) -> float:
        return self.now


def dice(seed: int) -> random.Random:
    """Random numbers that are the same in each run."""
    return random.Random(seed)  # noqa: S311 - tests keep no secrets


def fresh_connections() -> aiohttp.TCPConnector:
    """A connector that reuses no connection, as the server closes it on a second POST."""
    return aiohttp.TCPConnector(force_close=True)


@dataclass(frozen=True)
class Reply:
    """A response, read completely."""

    status: int
    headers: Any
    content: bytes
    json: Any = field(default=None)


@dataclass(frozen=True)
class Caller:
    """A client of the API that uses none of the bot's code."""

    session: aiohttp.ClientSession
    imini: SandboxImini

    async def get(self, url: str, **options: Any) -> Reply:
        return await self._call("GET", url, **options)

    async def post(self, **options: Any) -> Reply:
        options = {"headers": self.auth, **options}
        return await self._call("POST", f"{self.imini.base_url}/v1/images/generate", **options)

    async def submit(self, **changes: Any) -> Reply:
        """Submit a valid body with these changes."""
        return await self.post(json=SUBMIT | changes)

    async def query(self, task_id: str) -> Reply:
        return await self.get(f"{self.imini.base_url}/v1/images/tasks/{task_id}", headers=self.auth)

    async def finish(self, clock: HandClock, **changes: Any) -> dict[str, Any]:
        """Submit, let the task finish, and return the query's JSON."""
        accepted = await self.submit(**changes)
        clock.now += 60
        done: dict[str, Any] = (await self.query(accepted.json["task_id"])).json
        return done

    @property
    def auth(self) -> dict[str, str]:
        """The header of a valid key."""
        return {"Authorization": f"Bearer {self.imini.key}"}

    async def _call(self, method: str, url: str, **options: Any) -> Reply:
        async with self.session.request(method, url, **options) as response:
            content = await response.read()
            parsed = await response.json() if response.content_type == "application/json" else None
            return Reply(response.status, response.headers, content, parsed)
