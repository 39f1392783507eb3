"""One story on the sandbox's page, as a member lives it."""

import pytest
from playwright.sync_api import expect

from tests.browser.channel import CHROMIUM, a_channel
from tests.browser.sandbox import a_sandbox

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium here; on Debian: apt install chromium")


def test_a_member_varies_a_picture_edits_its_prompt_and_takes_it_away() -> None:
    with a_sandbox("--speed", "20") as url, a_channel(url) as channel:
        card = channel.last

        channel.imagine("a paper boat", {"aspect_ratio": "3:2"}, count=2)
        expect(card.get_by_role("button", name="Vary")).to_be_visible()
        expect(card.get_by_role("img", name="drawn from the words: a paper boat")).to_have_count(2)

        channel.press("Vary")
        expect(card).to_contain_text("Which picture shall be varied?")
        channel.choose("Picture 2")
        expect(card).to_contain_text("Made from")
        expect(card).to_contain_text("3:2 · 1K · medium · 2 pictures · 1 reference")
        expect(card.get_by_role("button", name="Edit")).to_be_visible()

        channel.press("Edit")
        prompt = channel.form.get_by_role("textbox")
        expect(prompt).to_have_value("a paper boat")
        prompt.fill("a paper boat in a storm")
        channel.submit()
        expect(channel.form).to_be_hidden()
        expect(card).to_contain_text("a paper boat in a storm")
        pictures = card.get_by_role("img", name="in a storm")
        expect(pictures).to_have_count(2)
        for picture in pictures.all():
            expect(picture).not_to_have_js_property("naturalWidth", 0)

        channel.press("Delete")
        expect(card).to_contain_text("@you removed the pictures that were here.")
        expect(card.get_by_role("img")).to_have_count(0)
