"""Words in texts, whatever they are disguised as: other cases, accents, look-alikes, figures, invisible characters.

Characters that look alike: https://www.unicode.org/reports/tr39/#Confusable_Detection
"""

import unicodedata
from collections.abc import Iterable

from bot.requests.prompt import with_few_marks

# Small letters of other scripts, and letters that have no accent to take off, by the Latin ones that they look like.
_LOOK_ALIKES = {
    ord(character): latin
    for characters, latin in (
        ("\u0430\u03b1\u0251\u1d00", "a"), ("\u0432\u044c\u03b2\u0299", "b"), ("\u0441\u03f2\u1d04", "c"),
        ("\u0501\u0111\u00f0\u1d05", "d"), ("\u0435\u03b5\u1d07", "e"), ("\ua730", "f"), ("\u0261\u0262", "g"),
        ("\u043d\u04bb\u0127\u029c", "h"), ("\u0456\u03b9\u0131\u026a", "i"), ("\u0458\u1d0a", "j"),
        ("\u043a\u03ba\u0138\u1d0b", "k"), ("\u04cf\u0142\u029f", "l"), ("\u043c\u1d0d", "m"),
        ("\u043f\u03b7\u0274", "n"), ("\u043e\u03bf\u03c3\u00f8\u1d0f", "o"), ("\u0440\u03c1\u1d18", "p"),
        ("\u051b", "q"), ("\u0433\u0280", "r"), ("\u0455\ua731", "s"), ("\u0442\u03c4\u0167\u1d1b", "t"),
        ("\u03c5\u1d1c", "u"), ("\u03bd\u1d20", "v"), ("\u051d\u03c9\u1d21", "w"), ("\u0445\u03c7", "x"),
        ("\u0443\u03b3\u028f", "y"), ("\u1d22", "z"),
    )
    for character in characters
}  # fmt: skip
_GREEK_CAPITALS = str.maketrans("\u0396\u0397\u039c\u039d\u03a5", "zhmny")
"""Capitals that look like other Latin letters than their small letters do."""

_FIGURES = dict(zip(map(ord, "034578@$"), "oeastbas", strict=True))
# A one is written for either letter.
_READINGS = tuple({**_LOOK_ALIKES, **_FIGURES, **dict.fromkeys(map(ord, "1!|"), letter)} for letter in "il")

_ACCENTS = (range(0x300, 0x370), range(0x1AB0, 0x1B00), range(0x1DC0, 0x1E00), range(0x20D0, 0x2100))
_VARIATIONS = (range(0xFE00, 0xFE10), range(0xFE20, 0xFE30), range(0xE0100, 0xE01F0))
_FILLERS = frozenset("\u115f\u1160\u17b4\u17b5")
"""Letters that show as nothing."""

_WITHOUT_SPACES = (
    "CJK ", "HIRAGANA ", "KATAKANA ", "HANGUL ", "THAI ", "LAO ", "KHMER ", "MYANMAR ", "BOPOMOFO ",
)  # fmt: skip
"""How the names of characters begin in whose scripts words stand together, or with their endings."""


class WordList:
    """Words, or phrases, that are looked for in texts as whole words.

    In scripts without spaces between words, such as Chinese, Japanese and Thai, and in Korean, where endings stand
    with their words, a word is found wherever its characters follow each other. Takes time in proportion to the text.
    """

    def __init__(self, words: Iterable[str]) -> None:
        plain = [text for word in words if (text := _words(_plain(word)))]
        self._plain = _Spellings(plain)
        # The figures of a listed word are meant as figures.
        self._alike = _Spellings(text.translate(_LOOK_ALIKES) for text in plain)

    def occurs_in(self, text: str) -> bool:
        """Whether any of the words is in the text."""
        plain = _plain(text)
        if self._plain.occur_in(_words(plain)):
            return True
        small = text.translate(_GREEK_CAPITALS)
        alike = plain if small == text else _plain(small)
        return any(self._alike.occur_in(_words(alike.translate(reading))) for reading in _READINGS)


def can_occur(word: str) -> bool:
    """Whether any text can have the word: signs and emoji are in none."""
    return bool(_words(_plain(word)))


class _Spellings:
    """Words in one spelling each: a word, a phrase of several, or characters to be found anywhere."""

    def __init__(self, words: Iterable[str]) -> None:
        found = frozenset(words)
        self._anywhere = tuple(word for word in found if any(map(_is_without_spaces, word)))
        self._phrases = tuple(f" {word} " for word in found if " " in word and word not in self._anywhere)
        self._single = found.difference(self._anywhere)

    def occur_in(self, text: str) -> bool:
        """Whether any of them is in a text of words with one space between them."""
        if not self._single.isdisjoint(text.split(" ")) or any(word in text for word in self._anywhere):
            return True
        return bool(self._phrases) and any(phrase in f" {text} " for phrase in self._phrases)


class _Kept(dict[int, str | None]):
    """For ``str.translate``: leaves out what can't be seen, and accents."""

    def __missing__(self, code: int) -> str | None:
        character = chr(code)
        accent = any(code in block for block in (*_ACCENTS, *_VARIATIONS))
        unseen = character in _FILLERS or unicodedata.category(character) == "Cf"
        self[code] = None if accent or unseen else character
        return self[code]


class _Letters(dict[int, str]):
    """For ``str.translate``: puts a space in place of whatever is in no word. Marks are the vowels of many scripts."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        self[code] = character if character.isalnum() or unicodedata.category(character).startswith("M") else " "
        return self[code]


def _plain(text: str) -> str:
    """The text without differences of case, width, form and accent, and without what can't be seen."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", with_few_marks(text)).casefold())
    return unicodedata.normalize("NFC", folded.translate(_Kept()))


def _words(text: str) -> str:
    """The words of the text, with one space between them."""
    return " ".join(text.translate(_Letters()).split())


def _is_without_spaces(character: str) -> bool:
    return unicodedata.name(character, "").startswith(_WITHOUT_SPACES)
