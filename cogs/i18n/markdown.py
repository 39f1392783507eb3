"""Discord markdown: text from outside as text that renders as itself, code spans, timestamps."""

import re
import unicodedata

# What Discord would read as formatting, a mention, a masked link, or (at the start of a line) a heading, list or quote.
_MARKDOWN = re.compile(r"([\\`*_~|<>\[\]@]|^[#+-]|(?<=:)/(?=/))")
_SPACE = re.compile(r"\s+")
# Right-to-left text reorders what stands after it, unless it is kept in an isolate (Unicode UAX #9).
_ISOLATE, _POP = "\u2068", "\u2069"
_RIGHT_TO_LEFT = {"R", "AL", "AN"}
# Besides, controls are shown by nobody, and half of a surrogate pair can't even be sent.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Markup(str):
    """Text that is Discord markdown already and is shown as it is."""

    __slots__ = ()


def escape(text: str, limit: int | None = None) -> Markup:
    """Text from outside as one line that renders as itself: no markdown, mention or link; at most ``limit`` long."""
    line = shorten(_line(text), limit)
    escaped = _MARKDOWN.sub(r"\\\1", line)
    if any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in line):
        return Markup(f"{_ISOLATE}{escaped}{_POP}")
    return Markup(escaped)


def _line(text: str) -> str:
    """One line, without controls, halves of characters, and what turns the direction of what stands around it."""
    return " ".join(_UNSEEN.sub("", _SPACE.sub(" ", text)).split())


def shorten(line: str, limit: int | None) -> str:
    """The line, or as much of its beginning as ``limit`` characters hold, with an ellipsis; all of it with None."""
    return line if limit is None or len(line) <= limit else line[: limit - 1].rstrip() + "…"


def code(text: str, limit: int | None = None) -> Markup:
    """Text as a code span that can be copied, at most ``limit`` long; backticks would end it and are dropped."""
    return Markup(f"`{shorten(_line(text.replace('`', '')), limit) or '-'}`")


def moment(at: float, style: str = "R") -> Markup:
    """Epoch seconds as a Discord timestamp (https://discord.com/developers/docs/reference#message-formatting)."""
    return Markup(f"<t:{at:.0f}:{style}>")


def joined(*sentences: str) -> Markup:
    """Sentences one after the other; an empty one is left out, and no space follows a full-width stop."""
    return Markup(" ".join(filter(None, sentences)).replace("。 ", "。"))
