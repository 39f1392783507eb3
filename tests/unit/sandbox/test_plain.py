"""Cards as plain text."""

from typing import Any

import pytest

from sandbox.plain import has_file, plain


def test_every_text_of_a_card_becomes_lines() -> None:
    card = {"type": 17, "components": [_text("### A title\n> a prompt"), _text("-# small print")]}
    assert plain([card], now=0) == "A title\n> a prompt\nsmall print"


def test_pictures_are_told_by_their_alternative_texts() -> None:
    gallery = {"type": 12, "items": [{"description": "Picture 1"}, {}]}
    assert plain([gallery], now=0) == "[Picture 1]\n[picture]"


def test_escaped_markdown_reads_as_it_was_typed() -> None:
    assert plain([_text("\u2068a \\*red\\* \\*\\*fox\\*\\*\\_1\u2069")], now=0) == "a *red* **fox**_1"


def test_bold_text_is_plain() -> None:
    assert plain([_text("**Drawing** `████` now")], now=0) == "Drawing `████` now"


def test_moments_are_told_from_now() -> None:
    moments = [_text("<t:110:R>, <t:95:R>, <t:100:R>")]
    assert plain(moments, now=100) == "in 10 seconds, 5 seconds ago, 1 second ago"
    assert plain(moments, now=100, locale="zh-CN") == "10秒钟后, 5秒钟前, 1秒钟前"


@pytest.mark.parametrize("digits", [12, 20, 5000])
def test_a_moment_that_no_calendar_has_stays_as_it_was_typed(digits: int) -> None:
    typed = f"<t:{'9' * digits}:R>"
    assert plain([_text(typed)], 0) == typed
    assert "<t:" not in plain([_text(f"<t:{'9' * 11}:R>")], 0)


def test_a_link_is_told_with_its_address() -> None:
    links = "Open: [#1](<http://127.0.0.1/a_(1).png>) [#2](http://127.0.0.1/b.png)"
    assert plain([_text(links)], now=0) == "Open: #1 http://127.0.0.1/a_(1).png #2 http://127.0.0.1/b.png"


def test_a_space_that_keeps_words_together_is_a_space() -> None:
    assert plain([_text("-# 1K · 2\u00a0pictures")], now=0) == "1K · 2 pictures"


def test_buttons_are_left_out() -> None:
    row = {"type": 1, "components": [{"type": 2, "label": "Again"}]}
    assert plain([_text("A title"), row], now=0) == "A title"


def test_a_message_with_a_file_is_known() -> None:
    assert has_file([_text("Your prompt"), {"type": 13, "file": {"url": "attachment://prompt.txt"}}])
    assert not has_file([_text("Your prompt")])


def _text(content: str) -> dict[str, Any]:
    return {"type": 10, "content": content}
