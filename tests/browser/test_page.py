"""The sandbox in a real browser."""

from playwright.sync_api import expect

from tests.browser.channel import Channel


def test_the_page_greets_whoever_opens_it(channel: Channel) -> None:
    expect(channel.message("Welcome to the sandbox")).to_be_visible()


def test_a_failure_is_explained(channel: Channel) -> None:
    channel.imagine("sandbox:moderated", {})
    expect(channel.last).to_contain_text("Blocked by the content policy.")
    expect(channel.last).to_contain_text("9 credits refunded.")
