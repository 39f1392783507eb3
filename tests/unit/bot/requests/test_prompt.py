"""Which text is a prompt, and the encodings of prompt files."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.requests.errors import BadOption
from bot.requests.prompt import decode, has_visible_text
from tests.support.jobs import a_request

ENGLISH = "一只红狐狸, a fox 🦊"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_file_is_read_as_its_byte_order_mark_says(mark: bytes, encoding: str) -> None:
    assert decode(mark + ENGLISH.encode(encoding)) == ENGLISH


@pytest.mark.parametrize("line_break", ["\n", "\r", "\r\n"])
def test_every_system_has_line_breaks_of_its_own(line_break: str) -> None:
    assert decode(f"a fox{line_break}{line_break}in snow".encode("utf-16")) == "a fox\n\nin snow"


@pytest.mark.parametrize("data", [b"caf\xe9", b"\xff\xfea", b"\xef\xbb\xbf\xff", "狐".encode("gb18030")])
def test_an_encoding_is_not_guessed(data: bytes) -> None:
    with pytest.raises(UnicodeDecodeError):
        decode(data)


@pytest.mark.parametrize("sign", ["a", "狐", "7", "…", "🦊", "❤️", "\U0001fae8", "👩\u200d🎨", "é", "\ue000"])
def test_one_visible_sign_is_a_prompt(sign: str) -> None:
    assert has_visible_text(f" \u200b{sign}\u200b ")
    assert a_request(prompt=sign).prompt == sign


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "\t\n\r", "\xa0", "\u3000", "\u2003\u2009", "\u2028\u2029", "\u1680"),
        *("\0" * 9, "\x01\x1f\x7f\x85", "\x1b", "\ufeff", "\ufffe"),
        *("\u200b", "\u200c\u200d", "\u2060", "\u00ad", "\u200e\u202e\u2066", "\u061c"),
        *("\ufe0f", "\u180b", "\U000e0100", "\u034f", "\u0301", "\U000e0041"),
        *("\u3164", "\u115f\u1160", "\uffa0", "\u2800", "\u2065", " \u200b\ufe0f\0\u3164 "),
    ],
    ids=ascii,
)
def test_what_nobody_can_see_is_an_empty_prompt(text: str) -> None:
    with pytest.raises(BadOption) as caught:
        a_request(prompt=text)
    assert (caught.value.field, caught.value.rule) == ("prompt", "string_too_short")


def test_control_characters_are_dropped_from_a_prompt() -> None:
    assert a_request(prompt="\ufeff\0a \x1b[1mfox\x00\r\n\tin\x85 snow\x07").prompt == "a [1mfox\r\n\tin snow"


def test_what_joins_and_directs_letters_stays_in_a_prompt() -> None:
    kept = "👩\u200d🎨 ❤\ufe0f e\u0301 \u2067אב\u2069 a\u00a0b\u3000c"
    assert a_request(prompt=kept).prompt == kept


def test_what_is_dropped_does_not_count_as_length() -> None:
    assert a_request(prompt="\0" * 50_000 + "x" * 32_000).prompt == "x" * 32_000


@given(st.text(max_size=60))
def test_cleaning_a_prompt_again_changes_nothing(text: str) -> None:
    prompt = a_request(prompt=f"fox{text}").prompt
    assert a_request(prompt=prompt).prompt == prompt
