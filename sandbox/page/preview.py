"""SimCord's page with what it lacks: several channels, context menus, linked pictures, and tolerance for late clicks.

SimCord's page can't be extended, so this file uses its private names.
"""

import asyncio
import secrets
from collections import defaultdict, deque
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Self

import simcord
from simcord.backend.access import can_access_message
from simcord.components import walk_components
from simcord.preview import Preview
from simcord.preview._pages import _Page

from sandbox.discord.world import World
from sandbox.page import slash
from sandbox.page.menus import offered, use
from sandbox.page.picture_copies import PictureCopies
from sandbox.page.pictures import QuickPictures
from sandbox.page.server import PageServer
from sandbox.page.words import words

PATIENCE = 1.0
"""Seconds for which a browser waits for something new before it asks again."""


KEPT_REVISIONS = 8
"""Published revisions that a browser may still show."""

NO_MESSAGE = "0"
"""A search that finds nothing: the list of messages, which costs as much as the channel, is not on this page."""


class PreviewPage(Preview):
    """The sandbox through any of its views, on any free port if ``port`` is 0; an async context manager."""

    def __init__(self, world: World, port: int) -> None:
        super().__init__(
            world.env,
            world.channel,
            tuple(view.who for view in world.views),
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
        said = words(world.locale)
        self._views = {str(number): view for number, view in enumerate(world.views, 1)}
        labels = {key: said.view(view) for key, view in self._views.items()}
        self._server = PageServer(self, port, said, labels, world.now, world.speed)
        self._copies = PictureCopies(world.env.http_requests, self._explicit_assets)
        self._media_worker = QuickPictures()
        self._lock = asyncio.Lock()
        self._world = world
        self._words = said
        self._seen = 0
        self._fetching: asyncio.Task[None] | None = None
        self._published_anew = asyncio.Event()
        self._published: dict[str, deque[tuple[int, Any]]] = defaultdict(lambda: deque(maxlen=KEPT_REVISIONS))

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        return self

    async def close(self) -> None:
        if self._fetching is not None:
            self._fetching.cancel()
        await super().close()

    async def catch_up(self) -> None:
        """Publish what the bot did, as the page does not do so by itself."""
        async with self._lock:
            await self._world.tick()
            done = len(self.env.http_requests)
            if done == self._seen:
                return
            # SimCord's own refresh would wait until the bot is idle.
            self._publish_message_pages(reason="refresh")
            self._seen = done
        # A picture may still have to be painted; meanwhile, whoever looks may go on.
        if self._fetching is None or self._fetching.done():
            self._fetching = asyncio.create_task(self._fetch_pictures())

    async def _fetch_pictures(self) -> None:
        """Fetch what messages link, and show it."""
        while await self._copies.fetch():
            async with self._lock:
                self._publish_message_pages(reason="refresh")

    async def news(self, context_id: str, shown: int) -> None:
        """Wait until the page has something else than the revision that the browser shows, but not for long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while (page := self._pages.get(context_id)) and page.revision <= shown:
                    await self._published_anew.wait()

    def _viewer(self, viewer_id: Any) -> simcord.MemberActor | simcord.UserHandle:  # noqa: ANN401 - from the browser
        # SimCord knows viewers by their user, who would be the same in the server and in direct messages.
        if (view := self._views.get(str(viewer_id))) is None:
            raise simcord.SetupError("there is no such view")
        return view.who

    def _open_page(self, viewer_id: Any = None, target_id: Any = None) -> _Page:  # noqa: ANN401 - from the browser
        acting, self.channel = self.channel, self._world.channel
        try:
            return super()._open_page(viewer_id, target_id)
        finally:
            self.channel = acting

    async def _action(self, context_id: str | None, body: Mapping[str, Any]) -> dict[str, Any]:
        page = self._get_page(context_id)
        if body.get("kind") == "menus":
            return {"menus": offered(self.env, self._views[self._key(page)], self.locale)}
        # One at a time: SimCord can't handle two actions at once.
        async with self._lock:
            # SimCord knows of one channel only.
            self.channel = self._views[self._key(page)].channel
            newest = self._newest(page)
            match body.get("kind"):
                case "menu":
                    result = await self._use_menu(page, body)
                case "slash":
                    result = await self._run_typed(page, str(body.get("text")))
                case "viewer":
                    result = await self._switch(page, body)
                case "select":
                    # SimCord remembers what was selected as the list was opened, and would go on to show that.
                    page.candidate_queries.pop(str(body.get("control_key")), None)
                    result = await super()._action(context_id, self._tolerate_late(page, body))
                case _:
                    result = await super()._action(context_id, self._tolerate_late(page, body))
            if page.window_end_id is not None and self._newest(page) != newest:
                # Whoever acts amid older messages is shown the answer, or a button would seem dead.
                page.window_end_id = None
                self._publish_message_pages(reason="refresh")
            return result

    def _newest(self, page: _Page) -> int | None:
        return self._initial_target(page.viewer, page.channel_id)

    def _initial_target(self, viewer: Any, channel_id: int) -> int | None:  # noqa: ANN401 - SimCord's signature
        # The page ends at this message. SimCord's is the bot's newest, after which members may have written more.
        messages = self.env.backend.messages.get(channel_id, {}).values()
        seen = (each.id for each in messages if can_access_message(self.env, channel_id, each, viewer, history=True))
        return max(seen, default=None)

    async def _switch(self, page: _Page, body: Mapping[str, Any]) -> dict[str, Any]:
        """Look through another view, which may be of another channel."""
        before = page.channel_id
        if (view := self._views.get(str(body.get("viewer_id")))) is not None:
            page.channel_id = view.channel.id
        result: dict[str, Any] = await super()._action(page.id, body)
        if result["rejected"]:
            page.channel_id = before
        return result

    async def _use_menu(self, page: _Page, body: Mapping[str, Any]) -> dict[str, Any]:
        """Use a context menu on a message; a modal that it opens is shown to its user."""
        result = await use(self.env, self._views[self._key(page)], body["menu"], int(body["target_id"]))
        self._open_modal(page, result)
        self._publish_message_pages()
        return {}

    def _open_modal(self, page: _Page, result: simcord.InteractionResult) -> None:
        if result.modal is not None:
            page.modal, page.modal_handle = result, f"m_{secrets.token_urlsafe(12)}"

    async def _run_typed(self, page: _Page, text: str) -> dict[str, Any]:
        """Run a command that was typed as text; a hint says what is wrong with it."""
        try:
            result = await slash.run(self.env, self._views[self._key(page)], text)
        except slash.Misread as error:
            return {"hint": self._words.hint(error.key, error.values)}
        except simcord.OptionError as error:
            return {"hint": str(error)}
        except TimeoutError:
            return {"hint": self._words.troubles["uncertain"]}
        self._open_modal(page, result)
        self._publish_message_pages()
        return {}

    def _key(self, page: _Page) -> str:
        """Which view the page looks through."""
        return next(key for key, view in self._views.items() if view.who is page.viewer)

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
        if page is self._python and page.revision:
            return  # SimCord's own, for scripts: nobody looks at it
        page.navigation_query = NO_MESSAGE
        super()._publish(page, **reason)
        page.snapshot["viewerId"] = self._key(page)
        for identity, key in zip(page.snapshot["viewers"], self._views, strict=True):
            identity["id"] = key
        self._published[page.id].append((page.revision, page.snapshot["messages"]))
        self._published_anew.set()
        self._published_anew = asyncio.Event()


def _control(messages: Mapping[str, Any], body: Mapping[str, Any]) -> object:
    """The button or select of an action, as published in ``messages``."""
    components = messages.get(str(body.get("target_id")), {}).get("components") or []
    return next(
        (found for found in walk_components(components) if found.get("control_key") == body.get("control_key")), None
    )
