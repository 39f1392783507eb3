"""What became of every command, by the books of all three: the bot's journal, Discord's messages, imini's tasks."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.support.stage import WORDS, Asked

SENT_AGAIN_WITH_REASON = ("sandbox:503", "sandbox:429")
"""Prompts whose first submits imini refuses in a way that lets the bot send them again."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A job as the journal has it; ``promised`` is how many pictures imini made for it."""

    state: str
    closed: bool
    charged: int
    cost: int
    promised: int


def read_journal(data_dir: Path) -> dict[str, Entry]:
    """The jobs of a bot that has stopped, by their prompts, read without the help of the bot's own code."""
    with closing(sqlite3.connect(f"file:{data_dir / 'imagine.db'}?mode=ro", uri=True)) as connection:
        rows = connection.execute("SELECT prompt, state, closed, charged, data FROM jobs").fetchall()
    return {prompt: _entry(state, closed, charged, json.loads(data)) for prompt, state, closed, charged, data in rows}


def _entry(state: str, closed: int, charged: int, data: dict[str, object]) -> Entry:
    images, cost = data["images"], data["cost"]
    assert isinstance(images, list)
    assert isinstance(cost, int)
    return Entry(state, bool(closed), charged, cost, len(images))


@dataclass(frozen=True, slots=True)
class Fate:
    """One command and what is wrong with what became of it, if anything."""

    asked: Asked
    entry: Entry | None
    shown: int

    @property
    def kind(self) -> str:
        """What the member was left with."""
        if self.entry is None:
            return "never accepted"
        return self.entry.state

    @property
    def lost(self) -> str:
        """Why this counts as lost: nobody told the member how it ended, or pictures are missing."""
        if self.entry is None:
            return "a card without a job" if self.asked.interaction.message and not self.asked.refused else ""
        if not self.entry.closed:
            return f"still {self.entry.state}"
        if self.entry.state == "delivered":
            return "" if self.shown == self.entry.promised else f"{self.shown} of {self.entry.promised} pictures"
        told = self.asked.ending is not None or self.asked.interaction.message is None
        return "" if told else f"{self.entry.state}, and the card does not say so"

    @property
    def doubled(self) -> str:
        """Why this counts as doubled: imini was paid twice, or the pictures came twice."""
        if len(self.asked.tasks) > 1:
            return f"{len(self.asked.tasks)} tasks"
        if len(self.asked.submits) > 1 and not self.asked.prompt.startswith(SENT_AGAIN_WITH_REASON):
            return f"{len(self.asked.submits)} submits"
        return f"{self.shown} pictures" if self.entry and self.shown > self.entry.promised else ""

    @property
    def miscounted(self) -> str:
        """Why the ledger is wrong here: what is charged is not what is shown, or the card names another price."""
        if self.entry is None:
            return ""
        due = self.entry.cost if self.entry.state == "delivered" else 0
        if self.entry.charged > due or (due and not self.entry.charged):
            return f"charged {self.entry.charged} of {self.entry.cost} for {self.entry.state}"
        named = WORDS("card-credits", n=self.entry.charged)
        return "" if not self.shown or any(named in card.text for card in self.asked.shown) else f"card lacks {named}"


@dataclass(frozen=True, slots=True)
class Books:
    """All commands of a campaign."""

    fates: tuple[Fate, ...]

    @classmethod
    def close(cls, asked: Iterable[Asked], data_dir: Path) -> "Books":
        """Audit a bot that has stopped."""
        journal = read_journal(data_dir)
        return cls(tuple(Fate(one, journal.get(one.prompt), len(_pictures(one))) for one in asked))

    @property
    def kinds(self) -> Counter[str]:
        """How many commands ended in which way."""
        return Counter(fate.kind for fate in self.fates)

    @property
    def faults(self) -> Iterator[str]:
        """Everything that is wrong, a line each."""
        for fate in self.fates:
            for name in ("lost", "doubled", "miscounted"):
                if reason := getattr(fate, name):
                    yield f"{name}: {fate.asked.prompt}: {reason}"

    def count(self, name: str) -> int:
        """How many commands were ``lost``, ``doubled`` or ``miscounted``."""
        return sum(bool(getattr(fate, name)) for fate in self.fates)

    @property
    def charged(self) -> int:
        """The sum of the journal's charges."""
        return sum(fate.entry.charged for fate in self.fates if fate.entry)


def _pictures(asked: Asked) -> list[str]:
    return [picture.url for message in asked.messages for picture in message.pictures]
