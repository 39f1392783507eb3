"""The sandbox in a real browser."""

import itertools
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.channel import SENT_WITHIN, TRIES, Channel


def test_the_page_greets_whoever_opens_it(channel: Channel) -> None:
    expect(channel.message("Welcome to the sandbox")).to_be_visible()


def test_a_failure_is_explained(channel: Channel) -> None:
    channel.imagine("sandbox:moderated", {})
    expect(channel.last).to_contain_text("Blocked by the content policy.")
    expect(channel.last).to_contain_text("9 credits refunded.")


def test_a_pasted_command_is_run_with_its_options(channel: Channel) -> None:
    channel.paste("/imagine prompt:a paper crane sandbox:blank aspect_ratio:16:9 count:2")
    card = channel.message("a paper crane")
    expect(card).to_contain_text("16:9")
    expect(card.get_by_role("img", name="a paper crane")).to_have_count(2)
    expect(channel.field).to_have_value("")


def test_a_pasted_prompt_longer_than_a_message_is_whole_or_refused(channel: Channel) -> None:
    _paste(channel, f"/imagine prompt:{1000 * 'gull '}sandbox:blank count:2")
    expect(channel.message("gull gull").get_by_role("img", name="gull")).to_have_count(2)
    _paste(channel, f"/imagine prompt:{1500 * 'gull '}")
    expect(channel.hint).to_have_text("prompt has 7,499 characters. The limit is 6,000.")
    channel.field.fill("")


def test_text_behind_a_command_is_its_prompt(channel: Channel) -> None:
    channel.paste(" /imagine a paper plane sandbox:blank")
    expect(channel.message("a paper plane").get_by_role("img", name="a paper plane")).to_have_count(1)


def test_an_option_that_does_not_exist_is_answered_with_the_one_that_is_meant(channel: Channel) -> None:
    channel.paste("/imagine prompt:a fox ratio:16:9")
    expect(channel.hint).to_contain_text("/imagine has no option ratio. Did you mean aspect_ratio?")
    expect(channel.field).to_have_value("/imagine prompt:a fox ratio:16:9")
    channel.field.fill("")
    expect(channel.hint).to_be_empty()


def test_whoever_has_just_come_finds_three_buttons_to_try(channel: Channel) -> None:
    expect(channel.tries).to_have_text(["Try a picture", "Try four", "Try a failure"])
    for button, pictures in (("Try a picture", 1), ("Try four", 4)):
        channel.tries.get_by_text(button).click()
        expect(channel.last.get_by_role("img", name="Picture")).to_have_count(pictures)
    channel.tries.get_by_text("Try a failure").click()
    expect(channel.last).to_contain_text("Blocked by the content policy.")


def test_the_page_loaded_again_shows_the_same(channel: Channel) -> None:
    channel.act_as("robin, a moderator")
    messages = channel.messages.count()
    channel.reload()
    expect(channel.actor).to_have_value("3")
    expect(channel.messages).to_have_count(messages)
    channel.act_as("you, a member")


def test_an_answer_that_never_comes_keeps_nobody_from_the_page(channel: Channel) -> None:
    channel.paste("/imagine a clock sandbox:hang")
    channel.run("quota")
    expect(channel.last).to_contain_text("Only you can see this")


def test_developers_tools_are_out_of_sight(channel: Channel) -> None:
    for tool in ("Inspector", "Refresh", "Capture", "Messages"):
        expect(channel.tool(tool)).to_be_hidden()


def test_times_on_a_card_go_on(channel: Channel) -> None:
    channel.paste("/imagine prompt:an hourglass sandbox:forever aspect_ratio:9:21 quality:high")
    moment = channel.message("an hourglass").locator("time[data-relative]").first
    before = moment.inner_text()
    expect(moment).not_to_have_text(before)


def test_on_a_phone_the_fields_of_the_editor_end_within_it(channel: Channel) -> None:
    with channel.on_a_phone():
        channel.run("imagine")
        form = channel.form.bounding_box()
        assert form
        for field in (channel.form.get_by_role("textbox").first, *channel.form.get_by_role("combobox").all()):
            box = field.bounding_box()
            assert box
            assert box["x"] + box["width"] < form["x"] + form["width"]
        channel.dismiss()


def test_on_a_phone_a_command_with_a_prompt_and_a_file_is_seen_as_a_whole(channel: Channel) -> None:
    with channel.on_a_phone():
        channel.begin_prompt()
        channel.write("a green frog in the rain")
        assert channel.option_value.evaluate("field => field.scrollWidth <= field.clientWidth")
        for option, label in {"aspect_ratio": "21:9", "resolution": "2K", "quality": "Low", "private": "False"}.items():
            channel.choose_option(option, label)
        channel.attach("image1", Path("docs/pictures/card.png"))
        command = channel.field.page.locator(".command-row")
        row, pills = command.bounding_box(), command.locator(".command-pill")
        assert row
        expect(pills).to_have_count(6)
        for pill in pills.all():
            box = pill.bounding_box()
            assert box
            assert row["y"] <= box["y"] < box["y"] + box["height"] <= row["y"] + row["height"]
        channel.field.page.locator(".command-context-close").click()


def test_a_list_that_takes_several_choices_does_not_name_the_page_it_is_made_of(channel: Channel) -> None:
    channel.run("imagine")
    channel.form.get_by_role("combobox").last.click()
    expect(channel.form.get_by_role("option").first).to_be_visible()
    expect(channel.form.get_by_role("button", name="Apply")).to_have_css("color", "rgb(255, 255, 255)")
    expect(channel.form).not_to_contain_text("SimCord")
    channel.form.get_by_role("combobox").last.click()
    channel.dismiss()


def test_a_list_below_many_pictures_opens(channel: Channel) -> None:
    channel.paste("/imagine prompt:a paper fan sandbox:blank count:7")
    card = channel.message("a paper fan")
    expect(card.locator(".component-container").get_by_role("img")).to_have_count(7)
    channel.use("Use as reference", card)
    expect(channel.last).to_contain_text("Which pictures do you want as references?")
    # On a busy machine, they are still on their way: a list that is opened meanwhile closes as the page grows.
    expect(channel.last.locator("img:not([src])")).to_have_count(0)
    channel.last.get_by_role("combobox").click()
    expect(channel.last.get_by_role("option", name="Picture 3")).to_be_visible()
    channel.last.get_by_role("combobox").click()


def test_a_card_leaves_space_between_its_parts(channel: Channel) -> None:
    channel.paste("/imagine prompt:a paper hat sandbox:blank")
    card = channel.message("a paper hat")
    picture, text = card.get_by_role("img", name="a paper hat"), card.locator(".text-display").first
    expect(picture).to_have_count(1)
    # At once, as the page may scroll between two looks.
    gap = "(text, image) => image.getBoundingClientRect().top - text.getBoundingClientRect().bottom"
    assert text.evaluate(gap, picture.element_handle()) >= 8


def test_a_picture_keeps_its_place_while_the_browser_loads_it(channel: Channel) -> None:
    # The card of the test before: each further one pushes the first message off the page, which another test looks for.
    picture = channel.message("a paper hat").get_by_role("img", name="a paper hat")
    expect(picture).not_to_have_js_property("naturalWidth", 0)
    # Without its place, the page was shorter for a moment, and from then on no longer showed the end of the card.
    place = """image => {
        const loading = document.createElement("img");
        loading.className = image.className;
        image.after(loading);
        loading.src = "/slow.png";
        const {width, height} = loading.getBoundingClientRect();
        loading.remove();
        return [width, height];
    }"""
    width, height = picture.evaluate(place)
    assert height >= width / 2


def test_on_a_phone_pictures_are_shown_in_pairs(channel: Channel) -> None:
    channel.paste("/imagine prompt:a paper star sandbox:blank count:4")
    pictures = channel.message("a paper star").locator(".component-container").get_by_role("img")
    expect(pictures).to_have_count(4)
    with channel.on_a_phone():
        for number in range(4):
            expect(pictures.nth(number)).not_to_have_js_property("naturalWidth", 0)
        # At once, as the page may scroll between two looks.
        tops = pictures.evaluate_all("images => images.map(image => image.getBoundingClientRect().top)")
        assert tops[0] == tops[1]


def test_the_command_to_copy_is_seen_to_its_end(channel: Channel) -> None:
    channel.paste("/imagine prompt:a paper bird sandbox:blank")
    expect(channel.message("a paper bird").get_by_role("button", name="More")).to_be_visible()
    channel.press_behind_more("Details")
    line = channel.last.locator(".code-block")
    expect(line).to_contain_text("count:1")
    assert line.evaluate("line => line.scrollWidth <= line.clientWidth")


def test_a_dangerous_button_stays_red_under_the_pointer(channel: Channel) -> None:
    channel.run("privacy erase")
    button = channel.last.get_by_role("button", name="Erase everything", exact=True)
    button.hover()
    expect(button).to_have_css("background-color", "rgb(169, 35, 46)")


def test_a_number_is_seen_where_it_is_typed(channel: Channel) -> None:
    channel.begin_prompt()
    channel.write_option("count", "10")
    expect(channel.option_value).to_have_value("10")
    assert channel.option_value.evaluate("field => field.scrollWidth <= field.clientWidth")
    channel.reload()


def test_a_chinese_prompt_is_seen_where_it_is_typed(channel: Channel) -> None:
    channel.begin_prompt()
    channel.write("雪中的红狐")
    expect(channel.option_value).to_have_value("雪中的红狐")
    assert channel.option_value.evaluate("field => field.scrollWidth <= field.clientWidth")
    channel.reload()


def test_the_page_fills_a_window_that_simcord_has_not_measured(channel: Channel) -> None:
    fills = """app => {
        const {width, height} = app.style;
        Object.assign(app.style, {width: "960px", height: "720px"});
        const {clientWidth, clientHeight} = app.parentElement;
        const filled = app.offsetWidth === clientWidth && app.offsetHeight === clientHeight;
        Object.assign(app.style, {width, height});
        return filled;
    }"""
    assert channel.field.page.locator("#preview-app").evaluate(fills)


def test_what_is_wrong_with_a_file_is_seen_in_whole(channel: Channel, tmp_path: Path) -> None:
    document = tmp_path / "letter.pdf"
    document.write_bytes(b"%PDF-1.4")
    channel.begin_prompt()
    channel.attach("image1", document)
    expect(channel.option_error).to_have_text("This file type is not allowed.")
    box, window = channel.option_error.bounding_box(), channel.window
    assert box
    assert box["y"] + box["height"] <= window["height"]
    with channel.on_a_phone():
        send = channel.tool("Send").bounding_box()
        assert send
        assert send["x"] + send["width"] <= channel.window["width"]
    channel.reload()


def test_a_finished_card_is_seen_down_to_its_buttons(channel: Channel) -> None:
    with channel.on_a_phone():
        channel.paste("/imagine prompt:a tower quality:low aspect_ratio:9:16 count:4")
        for name in (f"Picture {number} of 4: a tower" for number in range(1, 5)):
            expect(channel.last.get_by_role("img", name=name)).not_to_have_js_property("naturalWidth", 0)
        expect(channel.last.get_by_role("button", name="More")).to_be_in_viewport()


def test_a_link_to_a_message_leads_there_and_does_not_leave_the_page(channel: Channel) -> None:
    channel.paste("/imagine prompt:a paper whale sandbox:blank")
    expect(channel.message("a paper whale").get_by_role("button", name="More")).to_be_visible()
    channel.run_on("task", "a paper whale")
    card = channel.messages.filter(has_text="you used /imagine").filter(has_text="a paper whale")
    for number in itertools.takewhile(lambda _: card.count(), itertools.count()):
        _say(channel, f"message {number}")
    for _ in range(2):  # the card isn't on the page, then it is
        channel.messages.get_by_role("link", name="To the card").last.click()
        expect(card).to_be_in_viewport()
    assert len(channel.field.page.context.pages) == 1


def test_a_value_out_of_bounds_is_answered_with_them(channel: Channel) -> None:
    channel.begin_prompt()
    channel.write_option("count", "11")
    channel.tool("Send").click()
    expect(channel.option_error).to_have_text("Use a number from 1 to 10.")
    channel.reload()
    channel.begin_prompt()
    channel.option_value.fill(6001 * "x")
    channel.tool("Send").click()
    expect(channel.option_error).to_have_text("Use up to 6,000 characters.")
    channel.reload()


def test_a_picture_that_does_not_load_leaves_the_text_beside_it_its_room(channel: Channel) -> None:
    channel.paste("/imagine prompt:a paper moon sandbox:404")
    expect(channel.message("a paper moon")).to_contain_text("Couldn't load this picture.")
    with channel.on_a_phone():
        channel.paste("/history text:a paper moon")
        missing = channel.last.locator(".section-accessory .media-unavailable")
        expect(missing).to_be_visible()
        assert missing.evaluate("it => [it.offsetWidth, it.offsetHeight]") == [84, 84]


def _say(channel: Channel, text: str) -> None:
    """Send a message, again if need be: the page lets it go by while it fetches what is new."""
    for _ in range(TRIES):
        channel.paste(text)
        with suppress(AssertionError):
            return expect(channel.last).to_contain_text(text, timeout=SENT_WITHIN)
    raise AssertionError(f"the page takes no {text}")


def _paste(channel: Channel, text: str) -> None:
    """Paste into the field, which cuts off what is too long for it, and press Enter."""
    page = channel.field.page
    page.context.grant_permissions(["clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    channel.field.press("ControlOrMeta+V")
    channel.field.press("Enter")
