"""Discord markdown: escaping of untrusted text, code spans, timestamps."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate
from unicodedata import bidirectional, east_asian_width

# Characters of formatting, mentions and masked links, and those that begin a heading, list or quote in a new line.
_MARKDOWN = re.compile(r"([\\`*_~|<>\[\]@]|^[#+-]|(?<=:)/(?=/))")
_SPACE = re.compile(r"\s+")
# The end of a line after Chinese punctuation, which takes the place of a space.
_END = re.compile("(?<=[\u3001\u3002\uff01\uff09\uff0c\uff1a\uff1b\uff1f\u201d])[^\\S\n]*\n\\s*")
# Signs that look odd before an ellipsis, in Latin and Chinese, and the one that would join it to an emoji.
_UNFINISHED = " ,;:.-\u2013\u2014\uff0c\u3001\uff1b\uff1a\u3002\u200d"
# Right-to-left text reorders what follows it, unless it is enclosed in an isolate (https://unicode.org/reports/tr9/).
_ISOLATE, _POP = "\u2068", "\u2069"
_RIGHT_TO_LEFT = {"R", "AL", "AN"}
# Two columns wide (https://unicode.org/reports/tr11/).
_WIDE = {"F", "W"}
# The first letter of a flag at the end: two letters make one (https://unicode.org/reports/tr51/#Flags).
_HALF_FLAG = re.compile("(?<![\U0001f1e6-\U0001f1ff])((?:[\U0001f1e6-\U0001f1ff]{2})*)[\U0001f1e6-\U0001f1ff]$")
# Control characters, directional formatting (which can end an isolate), and lone surrogates, which UTF-8 can't encode.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# A space beside a full-width full stop or parenthesis, which is wide enough by itself.
_STRAY = re.compile("(?<=[\u3002\uff09]) | (?=\uff08)")
_NO_BREAK = "\u00a0"


class Markup(str):
    """Text that is Discord markdown already, so it is not escaped again."""

    __slots__ = ()


def escape(text: str, limit: int | None = None) -> Markup:
    """Untrusted text as one line that renders literally: no markdown, mention or link. ``limit`` is in characters."""
    line = shorten(_line(text), limit)
    escaped = _MARKDOWN.sub(r"\\\1", line)
    # ASCII has no right-to-left letters, and need not be searched for them.
    if not line.isascii() and any(bidirectional(character) in _RIGHT_TO_LEFT for character in line):
        return Markup(f"{_ISOLATE}{escaped}{_POP}")
    return Markup(escaped)


def headline(text: str, limit: int) -> Markup:
    """Untrusted text as ``escape`` renders it, cut after a word to at most ``limit`` Latin characters' width.

    A Chinese character is as wide as two: of as many of them, a phone would need twice the lines.
    """
    line = _line(text)
    # As each is at least one wide, no more are looked at: a prompt has thousands, and every card shows it.
    ends = list(accumulate(2 if east_asian_width(character) in _WIDE else 1 for character in line[: limit + 1]))
    if ends and ends[-1] > limit:
        fits = bisect_right(ends, limit - 1)
        head = _whole(line[:fits])
        words = head if line[fits] in _UNFINISHED else head.rpartition(" ")[0]
        # Text without spaces, such as Chinese, is cut anywhere.
        line = f"{(words if len(words) > (fits + 1) // 2 else head).rstrip(_UNFINISHED)}…"
    return escape(line)


def plain(text: str) -> Markup:
    """Untrusted text as one line for a place where Discord renders no markdown, so that escapes would show."""
    return Markup(_line(text))


def _line(text: str) -> str:
    """One line without control characters."""
    return " ".join(_UNSEEN.sub("", _SPACE.sub(" ", _END.sub("", text))).split())


def shorten(line: str, limit: int | None) -> str:
    """The line, cut to ``limit`` characters with an ellipsis; None is no limit."""
    return line if limit is None or len(line) <= limit else _whole(line[: limit - 1]).rstrip() + "…"


def _whole(head: str) -> str:
    """The head of a line without half a flag at its end."""
    return _HALF_FLAG.sub(r"\1", head)


def code(text: str, limit: int | None = None) -> Markup:
    """Text as a code span of at most ``limit`` characters. Backticks would end it, so they are dropped."""
    return Markup(f"`{shorten(_line(text.replace('`', '')), limit) or '-'}`")


def moment(at: float, style: str = "R") -> Markup:
    """Epoch seconds as a Discord timestamp (https://discord.com/developers/docs/reference#message-formatting)."""
    return Markup(f"<t:{at:.0f}:{style}>")


def bold(sentence: Markup) -> Markup:
    """A sentence in bold, but for a Chinese full stop.

    Behind one, a strict reader of markdown sees no end of the bold text if a letter follows
    (https://spec.commonmark.org/0.31.2/#right-flanking-delimiter-run).
    """
    words = sentence.removesuffix("。")
    return Markup(f"**{words}**{sentence[len(words) :]}")


def joined(*sentences: str) -> Markup:
    """Sentences in a row without the empty ones. No space is beside a Chinese full stop or parenthesis."""
    return Markup(_STRAY.sub("", " ".join(filter(None, sentences))))


def in_one_line(facts: Iterable[str]) -> Markup:
    """Facts in a row. A narrow window breaks it after a dot: within a fact, a number and its noun would part."""
    return Markup(f"{_NO_BREAK}· ".join(fact.replace(" ", _NO_BREAK) for fact in facts))
