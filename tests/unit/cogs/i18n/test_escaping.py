"""Untrusted text renders literally, whatever it contains."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.i18n.markdown import Markup, code, escape, headline, in_one_line

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
    text = re.sub(r"([\u3001\u3002\uff01\uff09\uff0c\uff1a\uff1b\uff1f\u201d])[^\S\n]*\n\s*", r"\1", text)
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
        ("清晨。\n云海。 \n\n灯塔\n山谷", "清晨。云海。灯塔 山谷"),
        ("שלום", f"{ISOLATE}שלום{POP}"),
    ],
)
def test_no_more_is_escaped_than_has_to_be(text: str, escaped: str) -> None:
    assert escape(text) == escaped


def test_a_cut_leaves_no_half_escape() -> None:
    assert escape("*" * 10, 4) == r"\*\*\*…"


@given(text=catalogs, limit=st.integers(10, 60))
def test_a_headline_is_the_beginning_of_the_text_and_no_longer_than_its_limit(text: str, limit: int) -> None:
    whole, shown = _one_line(text), _rendered(headline(text, limit))
    assert len(shown) <= limit
    assert shown == whole or whole.startswith(shown.removesuffix("…"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a paper boat", "a paper boat"),
        ("a paper\n  boat", "a paper boat"),
        ("a paper boat on a quiet lake", "a paper boat on a…"),
        ("a paper boat on a lake", "a paper boat on a…"),
        ("a boat, on the lake, in a storm", "a boat, on the lake…"),
        ("纸船在平静的湖面上漂浮着夕阳西下远处有座小山", "纸船在平静的湖面上…"),
        ("纸船\uff0c在平静的湖面上\uff0c夕阳", "纸船\uff0c在平静的湖面…"),
        ("纸船漂在平静的湖面上", "纸船漂在平静的湖面上"),
        ("x" * 30, "x" * 19 + "…"),
        ("a paper_boat on *that* lake", r"a paper\_boat on…"),
    ],
)
def test_a_headline_ends_with_a_whole_word_where_there_are_any(text: str, shown: str) -> None:
    assert headline(text, 20) == shown


def test_a_row_of_facts_breaks_after_its_dots_alone() -> None:
    assert in_one_line(["by <@10>", "1K", "9 credits"]) == "by\u00a0<@10>\u00a0· 1K\u00a0· 9\u00a0credits"


def test_a_flag_is_cut_as_a_whole() -> None:
    assert headline("🇨🇳" * 4, 6) == "🇨🇳🇨🇳…"
    assert headline("🇨🇳" * 4, 7) == "🇨🇳🇨🇳🇨🇳…"
    assert escape("🦊" + "🇨🇳" * 4, 5) == "🦊🇨🇳…"
