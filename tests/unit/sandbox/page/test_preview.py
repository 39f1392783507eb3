"""The page's server, asked as its scripts ask it."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from sandbox.discord.world import World, open_world
from sandbox.page.preview import PreviewPage


class Browser:
    """One open page."""

    def __init__(self, session: aiohttp.ClientSession, page: PreviewPage) -> None:
        self._session = session
        self._origin, self._capability = page.url.split("/#")
        self.shown: dict[str, Any] = {}

    async def open(self) -> None:
        self.shown = await self._ask("POST", "/api/pages", {})

    async def look(self) -> dict[str, Any]:
        """What the page shows now."""
        self.shown = await self._ask("GET", "/api/state")
        return self.shown

    async def act(self, kind: str, **more: Any) -> dict[str, Any]:
        state = {"protocol_version": 3, "generation": self.shown["context"]["generation"], "bot_generation": 1}
        receipt = await self._ask("POST", "/api/action", {"kind": kind, **state, **more})
        await self.look()
        return receipt

    async def index(self) -> str:
        async with self._session.get(f"{self._origin}/") as answer:
            return await answer.text()

    async def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        headers = {"X-Simcord-Capability": self._capability, "X-Simcord-Context": self._context}
        async with self._session.request(method, f"{self._origin}{path}", json=body, headers=headers) as answer:
            found: dict[str, Any] = await answer.json()
            assert answer.status == 200, found
            return found

    @property
    def _context(self) -> str:
        return str(self.shown["context"]["id"]) if self.shown else ""


@pytest.fixture
async def world() -> AsyncIterator[World]:
    """A sandbox in English."""
    async with open_world(20, "en-US") as world:
        yield world


@pytest.fixture
async def browser(world: World) -> AsyncIterator[Browser]:
    """A browser that has just opened the page."""
    async with PreviewPage(world, 0) as page, aiohttp.ClientSession() as session:
        browser = Browser(session, page)
        await browser.open()
        yield browser


async def test_the_page_is_this_products_with_one_picker_of_all_views(browser: Browser) -> None:
    page = await browser.index()
    assert "<title>Imagine bot: the sandbox</title>" in page
    assert 'rel="icon" href="/icon.svg"' in page
    assert page.count('<option value="') >= len(browser.shown["viewers"]) == 6
    assert "robin, a moderator" in page


async def test_the_host_of_the_bot_is_you(world: World) -> None:
    assert (await world.bot.application_info()).owner.id == world.you.id


async def test_a_view_that_does_not_exist_changes_nothing(browser: Browser) -> None:
    before = browser.shown["viewerId"], browser.shown["channelId"]
    for number, nobody in enumerate(("0", "nobody", None), 1):
        receipt = await browser.act("viewer", viewer_id=nobody, sequence=1, request_id=str(number))
        assert receipt["rejected"]
    assert (browser.shown["viewerId"], browser.shown["channelId"]) == before


async def test_a_switch_that_comes_too_late_leaves_the_page_in_its_channel(world: World, browser: Browser) -> None:
    receipt = await browser.act("viewer", viewer_id="4", sequence=7, request_id="late")
    assert receipt["rejected"]
    assert browser.shown["channelId"] == str(world.channel.id)
