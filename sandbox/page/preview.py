"""SimCord's page with what it lacks: context menus on messages, linked pictures, and tolerance for late clicks.

SimCord's page can't be extended, so this file uses its private names. No other file does.
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

from sandbox.discord.world import SETTLE_TIMEOUT, World
from sandbox.page.picture_copies import PictureCopies

KEPT_REVISIONS = 8
"""Published revisions that a browser may still show."""


class PreviewPage(Preview):
    """The channel as ``you`` see it, on any free port if ``port`` is 0; an async context manager."""

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
        self._copies = PictureCopies(world.env.http_requests, self._explicit_assets)
        self._lock = asyncio.Lock()
        self._world = world
        self._seen = 0
        self._published: dict[str, deque[tuple[int, Any]]] = defaultdict(lambda: deque(maxlen=KEPT_REVISIONS))

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        return self

    @property
    def menus(self) -> dict[str, str]:
        """The context menus of a message, by name, in the language of the page."""
        found = self.env.backend.visible_commands(
            user_id=self.viewers[0].id, channel_id=self.channel.id, type=AppCommandType.MESSAGE
        )
        return {menu["name"]: (menu.get("name_localizations") or {}).get(self.locale, menu["name"]) for menu in found}

    async def catch_up(self) -> None:
        """Publish what the bot did, as the page does not do so by itself. A busy bot is left for a later call."""
        async with self._lock:
            await self._world.tick()
            done = len(self.env.http_requests)
            if done > self._seen and await self._refreshed():
                self._seen = done

    async def _refreshed(self) -> bool:
        # Waiting until the bot is idle would make every click wait as well.
        await self._copies.fetch()
        self.env.settle_timeout = 0.0
        try:
            await self.refresh()
        except (TimeoutError, simcord.SetupError):
            return False
        finally:
            self.env.settle_timeout = SETTLE_TIMEOUT
        return True

    async def _action(self, context_id: str | None, body: Mapping[str, Any]) -> dict[str, Any]:
        # One at a time: SimCord can't handle two actions at once.
        async with self._lock:
            page = self._get_page(context_id)
            if body.get("kind") == "menu":
                result = await self._use_menu(page, body)
            else:
                result = await super()._action(context_id, self._tolerate_late(page, body))
            if await self._copies.fetch():
                self._publish_message_pages()
            return result

    async def _use_menu(self, page: _Page, body: Mapping[str, Any]) -> dict[str, Any]:
        """Use a context menu on a message; a modal that it opens is shown to its user."""
        message = simcord.ResponseMessage(self.env, self._target_message(page, int(body["target_id"])))
        result = await page.viewer.context_menu(self.channel, body["menu"], message)
        if result.modal is not None:
            page.modal, page.modal_handle = result, f"m_{secrets.token_urlsafe(12)}"
        await self._copies.fetch()
        self._publish_message_pages()
        return {}

    def _tolerate_late(self, page: _Page, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """The action with the current revision, unless the pressed component has changed since.

        SimCord rejects every action on an older revision, even if only another message has changed.
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
    """The button or select of an action, as published in ``messages``."""
    components = messages.get(str(body.get("target_id")), {}).get("components") or []
    return next(
        (found for found in walk_components(components) if found.get("control_key") == body.get("control_key")), None
    )


class _Server(PreviewServer):
    """Adds our script to SimCord's page."""

    _STATIC_FILES: ClassVar[dict[str, str]] = {
        **PreviewServer._STATIC_FILES,  # noqa: SLF001
        "/menus.js": str(Path(__file__).parent / "static" / "menus.js"),
    }

    def __init__(self, page: PreviewPage, port: int) -> None:
        super().__init__(page, port)
        self._page = page

    async def _index(self, request: web.Request) -> web.Response:
        response: web.Response = await super()._index(request)
        script = f'<script defer src="/menus.js" data-menus="{escape(json.dumps(self._page.menus))}"></script>'
        response.text = (response.text or "").replace("</body>", f"{script}</body>")
        return response
