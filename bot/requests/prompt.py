"""A prompt: the words that imini draws from, whoever typed them and in whatever encoding they were saved."""

import codecs
import re
import unicodedata
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, StringConstraints
from pydantic_core import PydanticKnownError

PROMPT_LIMIT: Final = 32_000
"""Characters, as imini counts them."""

PROMPT_FILE_BYTES: Final = 4 * PROMPT_LIMIT + 4
"""The longest prompt in the widest encoding, and a byte order mark."""

# Longest first: the mark of UTF-32 begins as that of UTF-16 does.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_LINE_BREAK = re.compile(r"\r\n?")
# Unicode's category Cc without tab, line feed and carriage return; the byte order mark; and what no text may hold.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")

# What is drawn as nothing although its category says otherwise: the fillers of Hangul, the Braille pattern without a
# dot, and what Unicode keeps free for more such signs (Default_Ignorable_Code_Point).
_NOTHING = re.compile(r"[\u115f\u1160\u2065\u2800\u3164\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]")
# Controls, formats (zero-width ones among them), marks (variation selectors among them), and spaces of every kind.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Me", "Mn", "Zl", "Zp", "Zs"})


def decode(data: bytes) -> str:
    """The text of a file: UTF-8, or what its byte order mark says; Windows' Notepad writes UTF-16 with one.

    Encodings without a mark are not guessed: a wrong guess would be drawn, and paid for.

    Raises:
        UnicodeDecodeError: it is none of them.
    """
    encoding = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), "utf-8")
    return _LINE_BREAK.sub("\n", data.decode(encoding))


def has_words(text: str) -> bool:
    """Whether anything of ``text`` can be seen."""
    return any(unicodedata.category(sign) not in _INVISIBLE and not _NOTHING.match(sign) for sign in text)


def _tidy(text: object) -> object:
    """``text`` without control characters, which say nothing to imini, and without spaces around it."""
    return _CONTROLS.sub("", text).strip() if isinstance(text, str) else text


def _with_words(text: str) -> str:
    if not has_words(text):
        raise PydanticKnownError("string_too_short", {"min_length": 1})
    return text


Prompt = Annotated[str, StringConstraints(max_length=PROMPT_LIMIT), BeforeValidator(_tidy), AfterValidator(_with_words)]
"""Text of which something can be seen, without control characters but tabs and line breaks."""
