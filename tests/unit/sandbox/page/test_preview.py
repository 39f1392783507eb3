"""The page's server, asked as its scripts ask it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from sandbox.discord.world import World, open_world
from sandbox.page.preview import PreviewPage
from sandbox.page.savings import history_shortened
from sandbox.page.server import CHANGES
from sandbox.page.words import words

MORE_THAN_SHOWN = 60
"""SimCord's page shows 50 messages at once."""


class Browser:
    """One open page."""

    def __init__(self, session: aiohttp.ClientSession, page: PreviewPage) -> None:
        self._session = session
        self._origin, self._capability = page.url.split("/#")
        self.page = page
        self.shown: dict[str, Any] = {}

    async def open(self) -> None:
        self.shown = await self._ask("POST", "/api/pages", {})

    async def look(self) -> dict[str, Any]:
        """What the page shows now."""
        self.shown = await self._ask("GET", "/api/state")
        return self.shown

    async def wait(self) -> dict[str, Any]:
        """What the page shows next."""
        self.shown = await self._ask("GET", f"/api/state?shown={self.shown['publishedRevision']}")
        return self.shown

    async def type(self, text: str) -> dict[str, Any]:
        """Send a command as text."""
        return await self._ask("POST", "/api/action", {"kind": "slash", "text": text})

    async def act(self, kind: str, **more: Any) -> dict[str, Any]:
        state = {"protocol_version": 3, "generation": self.shown["context"]["generation"], "bot_generation": 1}
        receipt = await self._ask("POST", "/api/action", {"kind": kind, **state, **more})
        await self.look()
        return receipt

    async def press(self, kind: str, **more: Any) -> None:
        """The first action of the page, on what it shows."""
        revision = self.shown["publishedRevision"]
        receipt = await self.act(kind, request_id="first", sequence=1, published_revision=revision, **more)
        assert not receipt["rejected"], receipt["diagnostics"]

    async def file(self, path: str = "/") -> str:
        """A file of the page itself."""
        async with self._session.get(f"{self._origin}{path}") as answer:
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
    page = await browser.file()
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


@pytest.mark.parametrize("script", CHANGES)
async def test_scripts_of_simcords_page_are_changed_where_the_sandbox_needs_it(script: str, browser: Browser) -> None:
    changed = await browser.file(script)
    assert [ours for ours in CHANGES[script].values() if ours not in changed] == []


async def test_the_page_knows_the_bots_time(world: World, browser: Browser) -> None:
    assert f'data-speed="{world.speed}"' in await browser.file()


async def test_whoever_waits_sees_the_answer_to_a_command(browser: Browser) -> None:
    assert await browser.type("/quota") == {}
    news = await browser.wait()
    assert [news["messages"][key]["ephemeral"] for key in news["timeline"]] == [True]


async def test_news_of_the_bots_reach_whoever_waits(world: World, browser: Browser) -> None:
    await browser.look()
    waiting = asyncio.create_task(browser.wait())
    await world.bot.get_partial_messageable(world.channel.id).send("Hello")
    await browser.page.catch_up()
    assert "Hello" in [message["content"] for message in (await waiting)["messages"].values()]


async def test_a_command_that_cant_be_read_is_answered_with_a_hint(browser: Browser) -> None:
    answer = await browser.type("/imagine a fox ratio:16:9")
    assert answer["hint"] == "/imagine has no option ratio. Did you mean aspect_ratio?"


async def test_text_that_discord_would_not_send_is_answered_with_a_hint(browser: Browser) -> None:
    answer = await browser.type(f"/imagine {'x' * 6001}")
    assert answer["hint"] == "prompt has 6,001 characters. The limit is 6,000."


async def test_a_bot_that_takes_long_to_answer_is_no_mistake_of_whoever_asked(world: World, browser: Browser) -> None:
    world.env.settle_timeout = 0
    assert (await browser.type("/quota"))["hint"] == words("en-US").troubles["uncertain"]


async def test_a_typed_command_may_open_a_form(browser: Browser) -> None:
    await browser.type("/imagine")
    assert (await browser.look())["modal"]


async def test_a_command_can_be_typed_in_direct_messages(browser: Browser) -> None:
    await browser.act("viewer", viewer_id="5", sequence=1, request_id="5")
    assert await browser.type("/quota") == {}


async def test_whoever_acts_amid_older_messages_is_shown_the_answer(world: World, browser: Browser) -> None:
    await _fill(world)
    await browser.page.catch_up()
    await browser.look()
    await browser.press("history", direction="older")
    assert browser.shown["history"]["hasAfter"]
    await browser.type("/quota")
    assert "Your credits" in str((await browser.look())["messages"])
    assert not browser.shown["history"]["hasAfter"]


async def test_a_switch_ends_at_what_a_member_wrote_last(world: World, browser: Browser) -> None:
    await _fill(world)
    await world.you.send(world.channel, "the last word")
    await browser.look()
    with history_shortened():
        await browser.press("viewer", viewer_id="2")
    assert not browser.shown["history"]["hasAfter"]
    assert "the last word" in str(browser.shown["messages"])


async def _fill(world: World) -> None:
    """Have the bot write more than the page shows at once."""
    for number in range(MORE_THAN_SHOWN):
        await world.bot.get_partial_messageable(world.channel.id).send(f"line {number}")
