"""Through whom one looks at the sandbox."""

import re
from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import TimeoutError as TookTooLong
from playwright.sync_api import expect

from tests.browser.channel import ACCEPTED_WITHIN, TRIES, Channel
from tests.browser.sandbox import a_sandbox

YOU, SAM, ROBIN = "you, a member", "sam, another member", "robin, a moderator"
IN_PRIVATE = "sam, in direct messages"


@pytest.fixture(autouse=True)
def as_you_again(channel: Channel) -> Iterator[None]:
    """The other tests act as you."""
    yield
    channel.act_as(YOU)


@pytest.mark.parametrize(("whom", "commands"), [(YOU, 0), (SAM, 0), (ROBIN, 1), (IN_PRIVATE, 0)])
def test_only_a_moderator_in_the_server_is_offered_its_commands(channel: Channel, whom: str, commands: int) -> None:
    channel.act_as(whom)
    expect(channel.offered("/quota")).to_have_count(1)
    expect(channel.offered("/server blocks")).to_have_count(commands)


def test_what_the_bot_says_to_one_person_is_seen_by_that_person_only(channel: Channel) -> None:
    channel.act_as(SAM)
    channel.run("quota")
    expect(channel.last).to_contain_text("Only you can see this")
    expect(channel.message("sam used /quota")).to_be_visible()
    channel.act_as(ROBIN)
    expect(channel.last).to_be_visible()
    expect(channel.message("sam used /quota")).to_have_count(0)
    channel.act_as(SAM)
    expect(channel.message("sam used /quota")).to_be_visible()


def test_a_button_acts_as_whoever_presses_it(channel: Channel) -> None:
    channel.act_as(SAM)
    channel.imagine("a paper kite sandbox:blank", {})  # blank pictures are painted at once
    card = channel.message("a paper kite")
    expect(card).to_contain_text("@sam")
    expect(card.get_by_role("button", name="More")).to_be_visible()
    channel.act_as(YOU)
    channel.press("More")
    expect(channel.last.get_by_role("button", name="Details")).to_be_visible()
    expect(channel.last.get_by_role("button", name="Delete", exact=True)).to_have_count(0)
    channel.act_as(ROBIN)
    channel.press_behind_more("Delete")
    expect(channel.message("Deleted by @robin.")).to_be_visible()


def test_direct_messages_with_the_bot_have_the_same_cards_buttons_forms_and_menus(channel: Channel) -> None:
    channel.act_as(IN_PRIVATE)
    expect(channel.place).to_have_text("Imagine")
    expect(channel.message("A private chat between sam and the bot.")).to_be_visible()
    channel.imagine("a boat in private sandbox:blank", {})
    expect(channel.last.get_by_role("img", name="a boat in private")).not_to_have_js_property("naturalWidth", 0)
    channel.press("Edit")
    expect(channel.form.get_by_role("textbox")).to_have_value("a boat in private sandbox:blank")
    channel.dismiss()
    channel.use("Imagine this", channel.message("A private chat between sam"))
    expect(channel.form.get_by_role("textbox")).to_have_value(re.compile("A private chat between sam and the bot"))
    channel.dismiss()
    channel.act_as(YOU)
    expect(channel.place).to_have_text("pictures")
    expect(channel.message("a boat in private")).to_have_count(0)


def test_whom_a_moderator_blocks_is_refused_until_a_moderator_lifts_the_block(channel: Channel) -> None:
    channel.act_as(ROBIN)
    channel.run_on("server block", "sam")
    expect(channel.last).to_contain_text("@sam can no longer make or share pictures in this server")
    channel.act_as(SAM)
    channel.imagine("a boat", {})
    expect(channel.last).to_contain_text("A moderator blocked you from using this bot in this server.")
    channel.act_as(ROBIN)
    channel.run_on("server unblock", "sam")
    expect(channel.last).to_contain_text("Unblocked")
    channel.act_as(SAM)
    channel.imagine("a boat sandbox:blank", {})
    expect(channel.last.get_by_role("button", name="Vary")).to_be_visible()


def test_only_a_moderator_is_offered_the_menu_that_moderates(channel: Channel) -> None:
    for whom, menus in ((SAM, 0), (ROBIN, 1), (IN_PRIVATE, 0)):
        channel.act_as(whom)
        offered = channel.menus(channel.message("Imagine"))
        expect(offered.filter(has_text="Use as reference")).to_have_count(1)
        expect(offered.filter(has_text="Moderate")).to_have_count(menus)


def test_you_host_the_bot_and_nobody_else_does(channel: Channel) -> None:
    for whom, answer in (("you, in direct messages", "Status"), (IN_PRIVATE, "Only the bot's owner can do that.")):
        channel.act_as(whom)
        channel.run("bot status")
        expect(channel.last).to_contain_text(answer)


def test_a_select_shows_what_its_message_says_and_takes_the_same_choice_again(channel: Channel) -> None:
    channel.act_as(ROBIN)
    channel.run("server settings")
    channel.choose("Pictures")
    references, one_channel = 1, 3
    for _ in range(2):
        channel.choose("pictures", select=one_channel)
        expect(channel.last).to_contain_text("Same as all channels")
        channel.press("Back")
        expect(channel.last.get_by_role("combobox").nth(references)).to_have_text("Only the member's own and the bot's")


def test_the_select_of_a_channel_shows_the_one_that_is_set(channel: Channel) -> None:
    channel.act_as(ROBIN)
    channel.run("server settings")
    channel.choose("Moderation")
    settings = channel.messages.filter(has=channel.field.page.get_by_role("combobox")).last
    channel.choose("pictures", select=1)
    expect(settings).to_contain_text("The bot can post there.")
    # Its first line comes a little later, and would be the last message of the tests below.
    expect(channel.last).to_contain_text("changed the settings: Log channel.")
    expect(settings.get_by_role("combobox").last).to_have_text("pictures")
    settings.get_by_role("button", name="Remove").click()
    expect(settings.get_by_role("combobox").last).to_have_text("Choose a log channel")


def test_one_option_is_not_called_several(channel: Channel) -> None:
    page = channel.field.page
    channel.act_as(ROBIN)
    _pick(channel, "/server usage")
    expect(page.locator(".command-ghost")).to_have_text("+1 option")
    page.get_by_label("Exit command mode").click()
    channel.run("server settings")
    channel.choose("Moderation")
    expect(channel.last).to_contain_text("Log channel")
    channel.last.get_by_role("combobox").last.click()
    expect(channel.last.get_by_role("status")).to_have_text("1 option on this page")
    channel.last.get_by_role("combobox").last.click()


def test_a_number_that_is_too_large_is_answered_with_the_limit_as_it_is_read(channel: Channel) -> None:
    channel.act_as(ROBIN)
    channel.paste("/server grant credits:1000001")
    expect(channel.hint).to_have_text("credits can't be 1000001. It can be 1\u20131,000,000.")
    channel.field.fill("")
    _pick(channel, "/server grant")
    channel.write("1000001")
    channel.tool("Send").click()
    expect(channel.option_error).to_have_text("Use a number from 1 to 1,000,000.")
    channel.field.page.get_by_label("Exit command mode").click()


def test_the_page_says_that_the_bot_has_left_the_server(channel: Channel) -> None:
    browser = channel.field.page.context.browser
    assert browser
    with a_sandbox("--speed", "20") as url:
        page = browser.new_page()
        page.goto(url)
        alone = Channel(page)
        alone.act_as("you, in direct messages")
        alone.run("bot servers")
        expect(alone.last).to_contain_text("Sandbox")
        alone.paste(f"/bot leave server:{alone.last.locator('code').inner_text()}")
        expect(alone.last).to_contain_text("The bot has left Sandbox.")
        alone.actor.select_option("1")
        expect(page.locator("#trouble")).to_contain_text("The bot has left this server.")
        page.close()


def _pick(channel: Channel, command: str) -> None:
    """Pick a command from the list, again if need be: the page lets a click go by while it shows what is new."""
    for _ in range(TRIES):
        with suppress(TookTooLong):
            channel.offered(command).first.click(timeout=ACCEPTED_WITHIN)
            channel.field.page.get_by_label(f"Command {command}").wait_for(timeout=ACCEPTED_WITHIN)
            return
    raise AssertionError(f"the page let nobody pick {command}")
