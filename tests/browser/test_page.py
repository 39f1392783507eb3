"""The sandbox in a real browser."""

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.channel import Channel
from tests.support.pictures import png, written


def test_the_page_greets_whoever_opens_it(channel: Channel) -> None:
    expect(channel.message("Welcome to the sandbox")).to_be_visible()


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
