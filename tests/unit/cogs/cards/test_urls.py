"""URLs from elsewhere on their way into a message."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.images.pictures import Picture
from cogs.cards.urls import LINKS_LIMIT, links, well_formed
from cogs.discord_numbers import MEDIA_LIMIT
from tests.support.limits import WELL_FORMED

SIGNED = "https://cdn.discordapp.com/attachments/1/2/a.png?ex=65d903de&is=65c68ede&hm=2481f30d&"
TAILS = st.text("a%20/?#&=+:;,'()[]<>|\\`^{} \n\u202eä狐\ud800", max_size=40)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (SIGNED, SIGNED),
        ("https://a.example", "https://a.example"),
        ("http://a.example:8080/?", "http://a.example:8080/?"),
        ("https://a.example/%2F%2f+~(1)'*!$", "https://a.example/%2F%2f+~(1)'*!$"),
        ("https://a.example/a b.png?c=d e", "https://a.example/a%20b.png?c=d%20e"),
        ("https://a.example/100%.png", "https://a.example/100%25.png"),
        ("https://a.example/狐#a#b", "https://a.example/%E7%8B%90#a%23b"),
        ("https://a.example/[a]<b>`c`|d\\e\n", "https://a.example/%5Ba%5D%3Cb%3E%60c%60%7Cd%5Ce%0A"),
        ("HTTPS://a.example/A", "https://a.example/A"),
        ("https://ä.example/", "https://xn--4ca.example/"),
        ("http://[::1]:80/a", "http://[::1]:80/a"),
    ],
)
def test_what_an_address_can_not_hold_is_quoted_and_nothing_else(url: str, shown: str) -> None:
    assert well_formed(url) == shown


@pytest.mark.parametrize(
    "url",
    [
        "", "https://", "https:///a", "https:a", "//a.example/", "ftp://a.example/", "javascript:alert(1)",
        "data:image/png;base64,AAAA", "attachment://a.png", "https://a b.example/", "https://a.example:port/",
        "https://user:secret@a.example/", "https://a..example/", f"https://{'a' * 64}.example/", "http://[::1",
        f"https://a.example/{'a' * MEDIA_LIMIT}", f"https://a.example/{' ' * (MEDIA_LIMIT // 2)}",
    ],
)  # fmt: skip
def test_what_leads_nowhere_or_is_too_long_is_not_shown(url: str) -> None:
    assert well_formed(url) is None


@given(TAILS)
def test_every_address_with_a_host_can_be_shown_and_stays_the_same_address(tail: str) -> None:
    url = f"https://a.example/{tail}"
    shown = well_formed(url)
    assert shown
    assert WELL_FORMED.fullmatch(shown)
    assert well_formed(shown) == shown
    assert unquote(shown) == unquote(url.replace("\ud800", "?"))


@given(st.lists(TAILS, max_size=5))
@example([")[click](https://evil.example"])
@example([">)[click](https://evil.example"])
@example([") @everyone"])
@example(["a b 'c'"])
def test_no_address_ends_its_link_or_begins_another(tails: list[str]) -> None:
    pictures = [_picture(number, f"https://a.example/{tail}") for number, tail in enumerate(tails, 1)]
    shown = links(pictures)
    one = r"\[#(\d)\]\(<https://a\.example/[^\s<>()\[\]\\`|]*>\)"
    assert re.fullmatch(f"({one}( {one})*)?", shown.text)
    assert [int(number) for number in re.findall(r"\[#(\d)\]\(<", shown.text)] == list(range(1, len(tails) + 1))


def test_what_there_is_no_room_for_is_named_and_keeps_nothing_else_out() -> None:
    urls = ["javascript:alert(1)", f"https://a.example/{'a' * LINKS_LIMIT}", "https://a.example/3.png"]
    shown = links(_picture(number, url) for number, url in enumerate(urls, 1))
    assert shown.text == "[#3](<https://a.example/3.png>)"
    assert [picture.number for picture in shown.left_out] == [1, 2]


def _picture(number: int, url: str) -> Picture:
    return Picture("0a1b2c3d4e", number, Path(f"{number}.png"), url, 1, 1)
