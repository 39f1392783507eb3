"""One story on the sandbox's page, as a member lives it."""

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.channel import Channel
from tests.support.pictures import png, written


def test_a_member_draws_after_an_image_varies_a_picture_edits_its_prompt_and_takes_it_away(
    channel: Channel, tmp_path: Path
) -> None:
    card = channel.last
    image = written(tmp_path / "mine.png", png((320, 200)))

    channel.imagine(
        "a paper *boat*", {"aspect_ratio": "16:9", "reference": "Use their style"}, {"image1": image}, count=2
    )
    expect(card.get_by_role("heading")).to_have_text("a paper *boat*")
    expect(card).to_contain_text("by @you · 16:9 · 1K · medium · 2 pictures · 1 reference · 18 credits")
    expect(card.locator("code").first).to_have_text(re.compile(r"task_\d+"))
    picture = card.get_by_alt_text("Picture 2 of 2: a paper *boat*")
    expect(picture).to_have_js_property("naturalWidth", 1360)

    channel.press("V2")
    expect(card.get_by_role("link", name="Variation of picture 2")).to_be_visible()
    expect(card.get_by_role("button", name="Edit")).to_be_visible()

    channel.press("Edit")
    prompt = channel.form.get_by_role("textbox")
    expect(prompt).to_have_value("a paper *boat*")
    prompt.fill("a paper boat in a storm sandbox:blank")  # blank pictures are painted at once
    channel.submit()
    expect(channel.form).to_be_hidden()
    expect(card).to_contain_text("a paper boat in a storm")
    expect(card.get_by_role("img", name="in a storm")).to_have_count(1)

    channel.press_behind_more("Delete")
    expect(card).to_contain_text("The messages of this job are being removed.")
    expect(channel.message("Deleted by @you.").get_by_role("img")).to_have_count(0)

    channel.run("history")
    expect(card).to_contain_text("Your jobs")
    expect(card.get_by_role("img").last).not_to_have_js_property("naturalWidth", 0)

    channel.run_on("task", "a paper")  # suggested before anything is typed
    expect(channel.message("you used /task")).to_be_visible()

    channel.use("Use as reference", channel.message("a paper *boat*"))
    expect(card).to_contain_text("Which pictures do you want as references?")
    expect(card.get_by_role("img").last).not_to_have_js_property("naturalWidth", 0)
    channel.choose("Picture 2", one_of_several=True)
    expect(card).to_contain_text("uses this reference")
    channel.press("Use now")
    expect(channel.form).to_contain_text("Keeping your reference")
    expect(channel.form).to_contain_text("1 picture, unless you choose another number")
    channel.dismiss()

    channel.paste("a lighthouse in the fog")
    channel.use("Imagine this", channel.message("a lighthouse in the fog"))
    expect(prompt).to_have_value("a lighthouse in the fog")
    channel.dismiss()
