"""Prompts: their limits, their validation and the decoding of prompt files."""

import codecs
import re
import unicodedata
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, StringConstraints
from pydantic_core import PydanticKnownError

PROMPT_LIMIT: Final = 32_000
"""Characters, as imini counts them."""

PROMPT_FILE_BYTES: Final = 4 * PROMPT_LIMIT + 4
"""The size of the longest prompt in UTF-32 with a byte order mark; a longer file can't be a valid prompt."""

MARKS_IN_A_ROW: Final = 30
"""No language has more: https://www.unicode.org/reports/tr15/#Stream_Safe_Text_Format"""

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_LINE_BREAK = re.compile(r"\r\n?")
# Unicode's category Cc without tab, line feed and carriage return; the byte order mark; noncharacters.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")

# Characters that render as nothing although their category suggests otherwise: Hangul fillers, the blank Braille
# pattern, and code points that Unicode reserves for such characters (Default_Ignorable_Code_Point).
_BLANK = re.compile(r"[\u115f\u1160\u2065\u2800\u3164\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]")
# Controls, formats (zero-width ones among them), marks (variation selectors among them), and spaces of every kind.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Me", "Mn", "Zl", "Zp", "Zs"})


def decode(data: bytes) -> str:
    """The text of a file in UTF-8, or in the encoding of its byte order mark: Windows' Notepad may write UTF-16.

    Other encodings are not guessed, since imini would generate, and bill, a picture from a wrong guess.

    Raises:
        UnicodeDecodeError: the file is in another encoding.
    """
    encoding = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), "utf-8")
    return _LINE_BREAK.sub("\n", data.decode(encoding))


def has_visible_text(text: str) -> bool:
    return any(unicodedata.category(character) not in _INVISIBLE and not _BLANK.match(character) for character in text)


def with_few_marks(text: str) -> str:
    """The text with the first ``MARKS_IN_A_ROW`` of the marks on a character.

    The time that it takes to normalize a text grows with the square of the marks in a row.
    """
    if text.isascii():
        return text
    kept, marks = list[str](), 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MARKS_IN_A_ROW:
            kept.append(character)
    return "".join(kept)


def _tidy(text: object) -> object:
    """Remove control characters and surrounding whitespace. What is no string is left to pydantic."""
    return _CONTROLS.sub("", text).strip() if isinstance(text, str) else text


def _not_blank(text: str) -> str:
    if not has_visible_text(text):
        # The same error as for an empty string, so that both have one sentence.
        raise PydanticKnownError("string_too_short", {"min_length": 1})
    return text


Prompt = Annotated[str, StringConstraints(max_length=PROMPT_LIMIT), BeforeValidator(_tidy), AfterValidator(_not_blank)]
"""Text with at least one visible character, and no control characters except tabs and line breaks."""
