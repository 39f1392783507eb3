"""Photographs of the sandbox's page, as PNG."""

from playwright.sync_api import Locator, Page

MARGIN = 16
"""Pixels left beside a card."""


def newest(page: Page) -> Locator:
    """The newest message on the page."""
    return page.locator("article.channel-message").last


class Camera:
    """Takes what a page shows."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def card(self) -> bytes:
        """The newest message once nothing on the page changes, without the empty space beside it."""
        self._rest()
        return self.running_card()

    def running_card(self) -> bytes:
        """The same, of a card that is about to change."""
        self._scroll_down()
        message = newest(self._page)
        box, card = message.bounding_box(), message.locator(".component-container").bounding_box()
        assert box
        assert card
        return self._page.screenshot(clip={**box, "width": card["x"] + card["width"] - box["x"] + MARGIN})

    def window(self) -> bytes:
        """All that the window shows, down to the newest message."""
        self._scroll_down()
        return self._page.screenshot()

    def form(self) -> bytes:
        """The form that is open, with all its fields."""
        form = self._page.get_by_role("dialog")
        form.evaluate("form => { form.style.maxHeight = 'none' }")
        return form.screenshot()

    def _scroll_down(self) -> None:
        newest(self._page).evaluate("message => message.scrollIntoView({block: 'end'})")

    def _rest(self) -> None:
        """Wait until the page has looked twice for something new and found nothing."""
        before = None
        while before != (now := self._look()):
            before = now

    def _look(self) -> object:
        with self._page.expect_response(lambda response: "/api/state" in response.url) as state:
            pass
        return state.value.json()["publishedRevision"]
