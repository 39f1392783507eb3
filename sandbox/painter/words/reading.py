"""Reads a prompt: finds the words that the painter knows, their colours and their numbers."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

from sandbox.painter.words.colours import TERMS
from sandbox.painter.words.plan import MAX_FIGURES, Plan, Thing
from sandbox.painter.words.vocabulary import IRREGULAR, NUMBERS, OTHERS, PLURAL, VOCABULARY, Topic

LONGEST = 2000
"""Characters of a prompt that are read."""

REACH = 24
"""Characters between a colour, or a number, and its thing."""

TINTED = {"sea", "beach", "mountains", "hills", "forest", "desert"}
"""Grounds that can have any colour."""

_APART = re.compile(r"[,.;:\uff0c\u3002\uff1b\uff1a\u3001]|\b(?:and|with|on|in|under|over|at|by|near)\b|和|与|在|下|上")
"""What ends the reach of a colour."""


@dataclass(frozen=True, slots=True)
class _Word:
    """A known word and where it stands; ``plural`` as in English."""

    text: str
    start: int
    end: int
    plural: bool = False

    def within(self, other: Self) -> bool:
        """Whether it is a part of the other."""
        return other.start <= self.start and self.end <= other.end


def read(prompt: str) -> Plan:
    """The plan of a prompt; an empty one if it has no word that the painter knows."""
    text = prompt[:LONGEST].lower()
    others, numbers = list(_found(_OTHERS, text)), list(_found(_NUMBERS, text))
    words = [word for word in _found(_WORDS, text) if not any(map(word.within, others))]
    # The gold of a goldfish and the 黄 of 黄昏 are no colours.
    colours = [colour for colour in _found(_COLOURS, text) if not any(map(colour.within, words))]
    kinds: dict[Topic, list[Thing]] = {kind: [] for kind in Topic}
    used: set[int] = set()
    for word in words:
        kind, name = VOCABULARY[word.text]
        colour = _before(word, colours, text)
        if colour and (kind in (Topic.FIGURE, Topic.SKY) or name in TINTED):
            used.add(colour.start)
        number = _before(word, numbers, text)
        count = NUMBERS[number.text] if number else PLURAL if word.plural else 1
        if all(thing.name != name for thing in kinds[kind]):
            kinds[kind].append(Thing(name, TERMS[colour.text] if colour else None, count))
    moods = [TERMS[colour.text] for colour in colours if colour.start not in used]
    return Plan(
        light=_first(kinds[Topic.LIGHT]),
        weather=_first(kinds[Topic.WEATHER]),
        grounds=frozenset(thing.name for thing in kinds[Topic.GROUND]),
        sky=tuple(kinds[Topic.SKY]),
        figures=tuple(kinds[Topic.FIGURE][:MAX_FIGURES]),
        tints=frozenset(
            (thing.name, thing.colour) for thing in kinds[Topic.GROUND] if thing.colour and thing.name in TINTED
        ),
        mood=moods[0] if moods else None,
    )


def _first(things: list[Thing]) -> str | None:
    return things[0].name if things else None


def _pattern(terms: Iterable[str], *, plurals: bool = False) -> re.Pattern[str]:
    """Any of the terms, the longest first. Chinese has no spaces, so its words match anywhere."""
    ordered = sorted(terms, key=len, reverse=True)
    latin = "|".join(re.escape(term) for term in ordered if term.isascii())
    chinese = "|".join(term for term in ordered if not term.isascii())
    ending = "(?:es|s)?" if plurals else ""
    return re.compile(rf"\b(?P<latin>{latin}){ending}\b|(?P<chinese>{chinese})")


_COLOURS = _pattern(TERMS)
_NUMBERS = _pattern(NUMBERS)
_WORDS = _pattern(VOCABULARY, plurals=True)
_OTHERS = _pattern(OTHERS, plurals=True)


def _found(pattern: re.Pattern[str], text: str) -> Iterator[_Word]:
    for match in pattern.finditer(text):
        term = match["latin"] or match["chinese"]
        yield _Word(term, match.start(), match.end(), plural=len(match[0]) > len(term) or term in IRREGULAR)


def _before(word: _Word, others: list[_Word], text: str) -> _Word | None:
    """The nearest of the others in reach before the word, with nothing between them that ends its reach."""
    near = [other for other in others if 0 <= word.start - other.end <= REACH]
    if not near:
        return None
    between = text[near[-1].end : word.start]
    return None if _APART.search(between) or _WORDS.search(between) else near[-1]
