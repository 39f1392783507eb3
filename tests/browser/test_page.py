"""The sandbox in a real browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.channel import CHROMIUM, Channel, a_channel
from tests.browser.sandbox import a_sandbox
from tests.support.pictures import png, written

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium here; on Debian: apt install chromium")


@pytest.fixture(scope="module")
def channel() -> Iterator[Channel]:
    """The page of a sandbox that draws quickly."""
    with a_sandbox("--speed", "20") as url, a_channel(url) as channel:
        yield channel


def test_the_page_greets_whoever_opens_it(channel: Channel) -> None:
    expect(channel.last).to_contain_text("Welcome to the sandbox")


def test_a_picture_is_drawn_after_one_that_was_attached(channel: Channel, tmp_path: Path) -> None:
    image = written(tmp_path / "mine.png", png((320, 200)))
    channel.imagine("a red *fox*", {"aspect_ratio": "16:9", "reference": "Follow their style"}, {"image1": image})
    expect(channel.last).to_contain_text("a red *fox*")
    expect(channel.last.locator("code").first).to_have_text(re.compile(r"task_\d+"))
    expect(channel.last).to_contain_text("Your picture")
    expect(channel.last).to_contain_text("16:9 · 1K · medium · 1 picture · 1 reference · 1 credit · @you")
    picture = channel.last.get_by_alt_text("Picture 1 of 1, drawn from the words: a red *fox*")
    expect(picture).to_have_js_property("naturalWidth", 1360)


def test_a_failure_is_explained(channel: Channel) -> None:
    channel.imagine("sandbox:moderated", {})
    expect(channel.last).to_contain_text("imini's content policy refuses this.")
    expect(channel.last).to_contain_text("Your 1 credit is back.")
