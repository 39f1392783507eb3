"""One story on the sandbox's page, as a member lives it."""

import re

from playwright.sync_api import expect

from tests.browser.channel import Channel


def test_a_member_varies_a_picture_edits_its_prompt_and_takes_it_away(channel: Channel) -> None:
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
    expect(card.get_by_role("img", name="in a storm")).to_have_count(2)

    channel.press("Delete")
    expect(card).to_contain_text("@you removed the pictures that were here.")
    expect(card.get_by_role("img")).to_have_count(0)

    channel.run("history")
    expect(card).to_contain_text("Your jobs")
    expect(card.get_by_role("img").last).not_to_have_js_property("naturalWidth", 0)

    channel.use("Use as reference", channel.message("a paper boat"))
    expect(card).to_contain_text("uses these 2 images")
    expect(card.get_by_role("img").last).not_to_have_js_property("naturalWidth", 0)

    channel.use("Imagine this", channel.message("Welcome"))
    expect(prompt).to_have_value(re.compile("This is the real bot."))
    channel.dismiss()
