"""A channel on the sandbox's page, and what a person does there."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Locator, Page, sync_playwright
from playwright.sync_api import TimeoutError as TookTooLong

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
"""Debian's and Ubuntu's browser, if it is there."""

_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


MARGIN = 16
"""Pixels left beside the card on a photograph."""

TRIES = 5
ACCEPTED_WITHIN = 2_000.0
"""Milliseconds after which a command that is still in the field was rejected."""


@contextmanager
def a_channel(url: str, *, scale: float = 1) -> Iterator["Channel"]:
    """Open the page in a browser; ``scale`` is how many pixels of a screenshot make one of the page."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_QUIET)
        page = browser.new_page(viewport={"width": 1280, "height": 1000}, device_scale_factor=scale)
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(url)
        yield Channel(page)
        browser.close()
        assert errors == []


class Channel:
    """Types into the channel and reads it."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def imagine(self, prompt: str, choices: Mapping[str, str], files: Mapping[str, Path]) -> None:
        """Run ``/imagine`` as a person does: pick the command and its options from the lists, and send it."""
        self._page.get_by_label("Message", exact=True).fill("/imagine")
        self._page.get_by_role("option", name="/imagine").click()
        self._pick("prompt")
        self._page.keyboard.type(prompt)
        for option, label in choices.items():
            self._more(option)
            self._page.locator(".command-suggestion", has_text=label).first.click()
        for option, path in files.items():
            self._more(option)
            self._page.locator("input[type=file]").set_input_files(path)
        self._send()

    @property
    def last(self) -> Locator:
        """The newest message."""
        return self._page.locator("article.channel-message").last

    def photograph(self) -> bytes:
        """The newest message as a PNG, without the empty space beside it."""
        self.last.scroll_into_view_if_needed()
        message, card = self.last.bounding_box(), self.last.locator(".component-container").bounding_box()
        assert message
        assert card
        width = card["x"] + card["width"] - message["x"] + MARGIN
        return self._page.screenshot(clip={**message, "width": width})

    def _send(self) -> None:
        """Press Send, again if need be: the page rejects what was sent just when something new had come in."""
        command = self._page.locator("[data-command-chip]")
        for _ in range(TRIES):
            self._page.get_by_label("Send").click()
            with suppress(TookTooLong):
                return command.wait_for(state="detached", timeout=ACCEPTED_WITHIN)
        raise AssertionError(f"the page took no command: {self._page.locator('#action-status').inner_text()}")

    def _more(self, option: str) -> None:
        self._page.locator(".command-ghost").click()
        self._pick(option)

    def _pick(self, option: str) -> None:
        self._page.locator(f".command-suggestion[data-value={option}]").click()
