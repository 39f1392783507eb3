"""Parameters of other image generators that members type into a prompt out of habit, such as ``--ar 16:9``.

The aspect ratio is understood. The others mean nothing to imini, and as words they would only be drawn, so they are
refused. Source of the names: https://docs.midjourney.com (Parameter List)
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import Final

from bot.requests.errors import BadParameters, ParameterProblem, Unmeant
from bot.requests.request import Aspect

_NUMBER = r"\d{1,4}(?:\.\d{1,4})?"
# Phones turn two hyphens into one dash. Chinese keyboards write two dashes for them, or wide hyphens, and a wide colon.
_DASH = r"[\u2010-\u2015\u2212\uff0d]"
_DASHES = rf"{_DASH}{{1,2}}-?"
# Punctuation that follows is left where a word begins right after it.
_END = r"(?![0-9A-Za-z_:\uff1a])(?:[,.;\uff0c\u3002\uff1b\u3001](?!\S))?"
_RATIO = re.compile(
    rf"(?:--|{_DASHES})(?:ar|aspect(?:-?ratio)?)[\s=:\uff1a]{{0,5}}"
    rf"({_NUMBER})\s?[:\uff1ax\u00d7/]\s?({_NUMBER}){_END}",
    re.IGNORECASE,
)
# Chinese and Japanese have no spaces, so a parameter may follow one of their characters, or a comma, at once.
_WORD = re.compile(rf"\S+?(?<=[,;\u3000-\u9fff\uff00-\uff60])(?=(?:--|{_DASH}{{2}})[A-Za-z])|\S+")
_PARAMETER = re.compile(rf"(--|{_DASHES})([A-Za-z]+)(?:[=:]?([\d.]+))?[=,.;:!\u3002\uff0c]?")
_GLUED = re.compile(rf"-|{_DASH}")
_VALUE = re.compile(r"\d[\w.:/]*[,.;]?|\.\d+")

SHOWN = 5
"""Parameters of one prompt that are refused by name: nobody types more, and a prompt could hold thousands."""

_MEANINGS: Final[Mapping[str, Unmeant]] = {
    name: meaning
    for meaning, names in {
        Unmeant.RATIO: "ar aspect",
        Unmeant.WITHOUT: "no",
        Unmeant.MODEL: "v version niji hd test testp",
        Unmeant.STYLE: "s stylize style c chaos w weird raw tile exp p profile stop",
        Unmeant.IMAGE: "iw sref sw cref cw oref ow sv",
        Unmeant.SEED: "seed sameseed",
        Unmeant.QUALITY: "q quality draft",
        Unmeant.COUNT: "r repeat",
        Unmeant.UNKNOWN: "fast relax turbo video motion stealth public",
    }.items()
    for name in names.split()
}


@dataclass(frozen=True, slots=True)
class TypedRatio:
    """The ``aspect`` that a prompt asks for by a parameter, which is ``spelled`` so. ``prompt`` is the rest of it."""

    prompt: str
    aspect: Aspect | None = None
    spelled: str = ""


def read(prompt: str, offered: Sequence[Aspect] = tuple(Aspect)) -> TypedRatio:
    """Take the aspect ratio out of a prompt; of several, the last one holds. Without one, the prompt stays as it is.

    Raises:
        BadParameters: the ratio is not among those ``offered``, or the prompt has other parameters.
    """
    ratios = list(_RATIO.finditer(prompt))
    rest = _without(prompt, ratios)
    typed, problems = TypedRatio(rest), list(islice(_others(rest), SHOWN))
    if ratios:
        last, spelled = ratios[-1], ratios[-1][0].rstrip(",.;\uff0c\u3002\uff1b\u3001")
        ratio = _ratio(last[1], last[2])
        typed = TypedRatio(rest, next((one for one in offered if _ratio(*one.split(":")) == ratio), None), spelled)
        if ratio is None:
            problems.insert(0, ParameterProblem(spelled, Unmeant.RATIO))
        elif typed.aspect is None:
            problems.insert(0, ParameterProblem(spelled, Unmeant.RATIO_NOT_OFFERED, _nearest(ratio, offered)))
    if problems:
        raise BadParameters(tuple(problems))
    return typed


def _ratio(width: str, height: str) -> Fraction | None:
    return Fraction(width) / Fraction(height) if Fraction(width) and Fraction(height) else None


def _nearest(ratio: Fraction, offered: Iterable[Aspect]) -> str:
    return min(offered, key=lambda aspect: abs(math.log(aspect.ratio / ratio)))


def _without(prompt: str, found: Sequence[re.Match[str]]) -> str:
    """The prompt without what was found in it, and without the gap that each leaves."""
    if not found:
        return prompt
    begins, ends = [0, *(one.end() for one in found)], [*(one.start() for one in found), len(prompt)]
    parts = (prompt[begin:end].rstrip(" ") for begin, end in zip(begins, ends, strict=True))
    # What was glued to it must not become another parameter, nor be hidden by the word before.
    return "".join(f" {part}" if _GLUED.match(part) else part for part in parts).strip()


def _others(prompt: str) -> Iterator[ParameterProblem]:
    """The parameters that mean nothing here, as they are spelled."""
    words = _WORD.findall(prompt)
    names = [_PARAMETER.fullmatch(word) for word in words]
    tail = _tail(words, names)
    for number, (word, found) in enumerate(zip(words, names, strict=True)):
        following = words[number + 1] if number + 1 < len(words) else ""
        value = following if _VALUE.fullmatch(following) else ""
        if found and _is_meant(found, value, at_end=number >= tail):
            meaning = _MEANINGS.get(found[2].lower(), Unmeant.UNKNOWN)
            yield ParameterProblem(f"{word} {value}".rstrip(" ,.;:!"), meaning)


def _is_meant(found: re.Match[str], value: str, *, at_end: bool) -> bool:
    """Whether a word is a parameter. Dashes also stand before words of a sentence, so one needs a value."""
    is_known = found[2].lower() in _MEANINGS
    if found[1] != "--":
        return is_known and bool(value or found[3])
    return is_known or (at_end and found[2].islower())


def _tail(words: Sequence[str], names: Sequence[re.Match[str] | None]) -> int:
    """Where the parameters at the end of a prompt begin, each of which may have one word as its value."""
    begin = len(words)
    while begin:
        if names[begin - 1]:
            begin -= 1
        elif begin > 1 and names[begin - 2]:
            begin -= 2
        else:
            break
    return begin
