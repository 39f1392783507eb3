"""SimCord's page with what Discord has and it lacks: menus on messages, pictures from links, and some patience.

SimCord offers no way to extend its page, so this is the one file that reaches into its private parts.
"""

import asyncio
import json
import secrets
from collections import defaultdict, deque
from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any, ClassVar, Self

import simcord
from aiohttp import web
from simcord.components import walk_components
from simcord.enums import AppCommandType
from simcord.preview import Preview
from simcord.preview._pages import _Page
from simcord.preview._server import PreviewServer

from sandbox.discord.picture_copies import PictureCopies
from sandbox.discord.world import SETTLE_TIMEOUT, World

REMEMBERED = 8
"""Publications that somebody may still have before their eyes."""


class PreviewPage(Preview):
    """The channel of a world as ``you`` see it, on any free port if ``port`` is 0; an async context manager."""

    def __init__(self, world: World, port: int) -> None:
        super().__init__(
            world.env,
            world.channel,
            (world.you,),
            layout="channel",
            display="responsive",
            width=960,
            height=720,
            locale=world.locale,
            timezone="UTC",
            presentation_time=None,
            assets=None,
            port=port,
        )
        self._server = _Server(self, port)
        self._links = PictureCopies(world.env.http_requests, self._explicit_assets)
        self._turn = asyncio.Lock()
        self._world = world
        self._seen = 0
        self._published: dict[str, deque[tuple[int, Any]]] = defaultdict(lambda: deque(maxlen=REMEMBERED))

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        return self

    @property
    def menus(self) -> dict[str, str]:
        """The menus of a message: their names, and how they are called in the language of the page."""
        found = self.env.backend.visible_commands(
            user_id=self.viewers[0].id, channel_id=self.channel.id, type=AppCommandType.MESSAGE
        )
        return {menu["name"]: (menu.get("name_localizations") or {}).get(self.locale, menu["name"]) for menu in found}

    async def catch_up(self) -> None:
        """Publish what the bot did, as the page shows nothing new by itself; while the bot is at work, another time."""
        async with self._turn:
            await self._world.beat()
            done = len(self.env.http_requests)
            if done > self._seen and await self._refreshed():
                self._seen = done

    async def _refreshed(self) -> bool:
        """Never wait until the bot rests: whatever somebody clicks meanwhile would have to wait as well."""
        await self._links.fetch()
        self.env.settle_timeout = 0.0
        try:
            await self.refresh()
        except (TimeoutError, simcord.SetupError):
            return False
        finally:
            self.env.settle_timeout = SETTLE_TIMEOUT
        return True

    async def _action(self, context_id: str | None, body: Mapping[str, Any]) -> dict[str, Any]:
        """Do what somebody does on a page; one thing at a time, as SimCord can do no two."""
        async with self._turn:
            page = self._get_page(context_id)
            if body.get("kind") == "menu":
                answer = await self._use(page, body)
            else:
                answer = await super()._action(context_id, self._forgiven(page, body))
            if await self._links.fetch():
                self._publish_message_pages()
            return answer

    async def _use(self, page: _Page, body: Mapping[str, Any]) -> dict[str, Any]:
        """Use a menu on a message; the form that it may open is shown to who used it."""
        message = simcord.ResponseMessage(self.env, self._target_message(page, int(body["target_id"])))
        result = await page.viewer.context_menu(self.channel, body["menu"], message)
        if result.modal is not None:
            page.modal, page.modal_handle = result, f"m_{secrets.token_urlsafe(12)}"
        await self._links.fetch()
        self._publish_message_pages()
        return {}

    def _forgiven(self, page: _Page, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Let an action count that came late: SimCord refuses it when anything at all was published meanwhile.

        It is late for good only if the button that was pressed is not the one any more.
        """
        known = dict(self._published[page.id])
        shown = known.get(body.get("published_revision", 0))
        if shown is None or _control(shown, body) != _control(known[page.revision], body):
            return body
        return {**body, "published_revision": page.revision}

    def _publish(self, page: _Page, **reason: Any) -> None:
        self.capture_time = datetime.fromtimestamp(self._world.now(), UTC)
        super()._publish(page, **reason)
        self._published[page.id].append((page.revision, page.snapshot["messages"]))


def _control(messages: Mapping[str, Any], body: Mapping[str, Any]) -> object:
    """The button or select that an action is about, as it was published in one of ``messages``."""
    components = messages.get(str(body.get("target_id")), {}).get("components") or []
    return next(
        (found for found in walk_components(components) if found.get("control_key") == body.get("control_key")), None
    )


class _Server(PreviewServer):
    """Adds our script to SimCord's page."""

    _STATIC_FILES: ClassVar[dict[str, str]] = {
        **PreviewServer._STATIC_FILES,  # noqa: SLF001
        "/menus.js": str(Path(__file__).with_name("menus.js")),
    }

    def __init__(self, page: PreviewPage, port: int) -> None:
        super().__init__(page, port)
        self._page = page

    async def _index(self, request: web.Request) -> web.Response:
        response: web.Response = await super()._index(request)
        script = f'<script defer src="/menus.js" data-menus="{escape(json.dumps(self._page.menus))}"></script>'
        response.text = (response.text or "").replace("</body>", f"{script}</body>")
        return response
