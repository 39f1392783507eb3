"""Untrusted text renders literally, whatever it contains."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.i18n.markdown import Markup, code, escape

ISOLATE, POP = "\u2068", "\u2069"
BIDI_CONTROLS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
UNSEEN = {*BIDI_CONTROLS, *map(chr, (*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000)))}

# What members write that Discord would take for something else.
TRAPS = (
    *("*bold*", "__under__", "~~gone~~", "||spoiler||", "`code`", "```\nblock\n```", "> quote", ">>> quote", "# Head"),
    *("-# small", "- list", "+ list", "* list", "[text](https://evil.example)", "[a](<b>)", "https://evil.example/a_b"),
    *("<https://evil.example>", "@everyone", "@here", "<@10>", "<@!10>", "<@&10>", "<#10>", "<:fox:10>", "<a:fox:10>"),
    *(
        "<t:1:R>",
        "</imagine:10>",
        "<id:customize>",
        "\\",
        "\\*",
        "\\\\",
        "*",
        "_",
        "\n",
        "\r\n",
        "\u2028",
        "\x85",
        "\t",
    ),
    *("مرحبا", "שלום", "\u202eevil", "\u2069\u202e evil", "\u2067", "\u200b", "\u200d", "🦊", "👩‍👩‍👧", "é", "狐", "a"),
)
catalogs = st.one_of(st.text(), st.lists(st.one_of(st.sampled_from(TRAPS), st.text(max_size=3))).map("".join))
limits = st.one_of(st.none(), st.integers(1, 60))


def _rendered(markup: str) -> str:
    """What Discord shows: a backslash before punctuation is dropped, an isolate can't be seen."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markup.replace(ISOLATE, "").replace(POP, ""))


def _one_line(text: str) -> str:
    return " ".join("".join(sign for sign in text if sign.isspace() or sign not in UNSEEN).split())


def _bare(markup: str) -> str:
    """What is left for Discord to read as markdown."""
    return re.sub(r"\\.", "", markup)


@given(text=catalogs)
def test_what_is_shown_is_the_text_on_one_line(text: str) -> None:
    assert _rendered(escape(text)) == _one_line(text)


@given(text=catalogs, limit=limits)
def test_nothing_is_left_that_discord_would_format(text: str, limit: int | None) -> None:
    escaped = escape(text, limit)
    assert not set(_bare(escaped)) & set("\\`*_~|<>[]@")
    assert "://" not in _bare(escaped)
    assert not escaped.lstrip(ISOLATE).startswith(("#", "-", "+"))


@given(text=catalogs, limit=limits)
def test_no_line_break_of_any_kind_gets_through(text: str, limit: int | None) -> None:
    escaped = escape(text, limit)
    assert escaped == "" or escaped.splitlines() == [escaped]
    assert not any(character.isspace() and character != " " for character in escaped)


@given(text=catalogs, limit=st.integers(1, 60))
def test_no_more_is_shown_than_the_limit(text: str, limit: int) -> None:
    shown = _rendered(escape(text, limit))
    assert len(shown) <= limit
    assert len(escape(text, limit)) <= 2 * limit + 2
    whole = _one_line(text)
    assert shown == whole or (len(whole) > limit and shown.endswith("…") and whole.startswith(shown[:-1]))


@given(text=catalogs, limit=limits)
def test_no_direction_reaches_beyond_the_text(text: str, limit: int | None) -> None:
    escaped = escape(text, limit)
    inside = escaped.removeprefix(ISOLATE).removesuffix(POP)
    assert not set(inside) & set(BIDI_CONTROLS)
    if any(unicodedata.bidirectional(character) in {"R", "AL", "AN"} for character in inside):
        assert escaped == f"{ISOLATE}{inside}{POP}"


@given(text=catalogs)
def test_escaped_text_is_markup(text: str) -> None:
    assert isinstance(escape(text), Markup)


@given(text=catalogs)
def test_a_code_span_holds_any_text_on_one_line(text: str) -> None:
    span = code(text)
    assert span[0] == span[-1] == "`"
    assert "`" not in span[1:-1]
    assert span[1:-1] == (_one_line(text.replace("`", "")) or "-")


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a red fox", "a red fox"),
        ("C# and a-b, 3 + 4 (really)!", "C# and a-b, 3 + 4 (really)!"),
        ("# fox", r"\# fox"),
        ("-# fox", r"\-# fox"),
        ("see https://a.example", r"see https:\//a.example"),
        ("", ""),
        (" \n ", ""),
        ("שלום", f"{ISOLATE}שלום{POP}"),
    ],
)
def test_no_more_is_escaped_than_has_to_be(text: str, escaped: str) -> None:
    assert escape(text) == escaped


def test_a_cut_leaves_no_half_escape() -> None:
    assert escape("*" * 10, 4) == r"\*\*\*…"
