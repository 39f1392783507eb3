"""What became of every command, by the books of all three: the bot's journal, Discord's messages, imini's tasks."""

import json
import shutil
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.standin import Message
from tests.support.locales import ENGLISH
from tests.support.stage import Asked, Stage
from tests.support.table import table

SENT_AGAIN_WITH_REASON = ("sandbox:503", "sandbox:429")
"""Prompts whose first submits imini refuses in a way that lets the bot send them again."""

ENDED = ("delivered", "undelivered", "failed", "unknown")
"""States in which the journal expects nothing more to come."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A job as the journal has it: ``asked`` pictures wanted, ``made`` by imini as far as the bot knows."""

    state: str
    charged: int = 0
    cost: int = 1
    asked: int = 1
    made: int = 0


@dataclass(frozen=True, slots=True)
class Fate:
    """One command: what the journal has of it, what its member saw, what imini was asked for.

    ``shown`` counts its pictures in all messages. ``told`` says whether a message tells how it ended, ``owned_up``
    whether the card says how many pictures are missing, ``priced`` whether it names the price that the journal has.
    """

    prompt: str
    entry: Entry | None
    answered: bool = True
    told: bool = True
    shown: int = 0
    owned_up: bool = False
    priced: bool = True
    submits: int = 1
    tasks: int = 1

    @property
    def kind(self) -> str:
        """What the member was left with. Discord says itself that a bot did not respond; that one costs nothing."""
        if self.entry is None:
            return "never heard"
        if self.entry.state == "failed":
            return "failed with its reason" if self.answered else "never answered"
        return self.entry.state

    @property
    def lost(self) -> str:
        """Why this counts as lost: pictures are missing, or nobody told the member how it ended."""
        if self.entry is None:
            return "a card without a job" if self.answered else "drawn for nobody" * bool(self.submits)
        if self.entry.state not in ENDED:
            return f"still {self.entry.state}"
        if self.entry.state == "delivered":
            enough = self.shown >= self.entry.made or self.owned_up
            return "" if self.shown and enough else f"{self.shown} of {self.entry.made} pictures"
        return "" if self.told or not self.answered else f"{self.entry.state}, and the card does not say so"

    @property
    def doubled(self) -> str:
        """Why this counts as doubled: imini was paid twice, or the pictures came twice."""
        if self.tasks > 1:
            return f"{self.tasks} tasks"
        if self.submits > 1 and not self.prompt.startswith(SENT_AGAIN_WITH_REASON):
            return f"{self.submits} submits"
        made = self.entry.made if self.entry else 0
        return f"{self.shown} pictures instead of {made}" if self.shown > made else ""

    @property
    def miscounted(self) -> str:
        """Why the ledger is wrong here: what is charged is not what was delivered, or the card names another price."""
        if self.entry is None:
            return ""
        if self.entry.state == "undelivered":
            return "" if self.entry.charged else "pictures for nothing"
        delivered = self.entry.state == "delivered"
        due = self.entry.cost * self.shown // self.entry.asked if delivered else 0
        if self.entry.charged != due:
            return f"charged {self.entry.charged} instead of {due}"
        return "" if self.priced or not delivered else f"the card does not say that {due} was charged"


@dataclass(frozen=True, slots=True)
class Books:
    """All commands of a run; ``others`` are faults that are no single command's."""

    fates: tuple[Fate, ...]
    others: tuple[str, ...] = ()

    @classmethod
    def close(cls, stage: Stage, asked: Iterable[Asked]) -> "Books":
        """Audit a bot that has stopped."""
        entries = repository(stage.bot.data_dir)
        catalogs = [(message, message.text) for message in stage.discord.messages]
        return cls(tuple(_fate(one, entries.get(one.prompt), catalogs) for one in asked))

    @property
    def kinds(self) -> Counter[str]:
        """How many commands ended in which way."""
        return Counter(fate.kind for fate in self.fates)

    @property
    def charged(self) -> int:
        """The sum of the journal's charges."""
        return sum(fate.entry.charged for fate in self.fates if fate.entry)

    @property
    def rows(self) -> list[tuple[str, int]]:
        """For a table."""
        wrong = [(name, sum(bool(getattr(fate, name)) for fate in self.fates)) for name in WRONGS]
        return [("commands", len(self.fates)), *sorted(self.kinds.items()), ("credits charged", self.charged), *wrong]

    @property
    def faults(self) -> Iterator[str]:
        """Everything that is wrong, a line each."""
        yield from self.others
        for fate in self.fates:
            yield from (f"{name}: {fate.prompt}: {why}" for name in WRONGS if (why := getattr(fate, name)))


WRONGS = ("lost", "doubled", "miscounted")


def conclude(rows: Iterable[tuple[object, ...]], books: Books, data_dir: Path) -> int:
    """Print ``rows`` and the books; returns the exit code. The folder is kept only where there is something to find."""
    sys.stdout.write(table([*rows, *books.rows]))
    faults = list(books.faults)
    if not faults:
        shutil.rmtree(data_dir)
        return 0
    sys.stdout.write("\n".join([*faults, f"journal and log are in {data_dir}", ""]))
    return 1


def repository(data_dir: Path) -> dict[str, Entry]:
    """The jobs by their prompts, read without the help of the bot's own code."""
    with closing(sqlite3.connect(f"file:{data_dir / 'imagine.db'}?mode=ro", uri=True)) as connection:
        # Of a job whose card nobody saw, nothing is left but ids.
        rows = connection.execute("SELECT prompt, state, charged, data FROM jobs WHERE data != ''").fetchall()
    return {prompt: _entry(state, charged, json.loads(data)) for prompt, state, charged, data in rows}


def _entry(state: str, charged: int, data: dict[str, Any]) -> Entry:
    return Entry(state, charged, data["cost"], data["request"]["num"], len(data["images"]))


def _fate(asked: Asked, entry: Entry | None, catalogs: Iterable[tuple[Message, str]]) -> Fate:
    own = [(message, text) for message, text in catalogs if asked.number in text]
    finished = [text for message, text in own if message.pictures]
    shown = sum(len(message.pictures) for message, _ in own)
    price = ENGLISH("card-credits", n=entry.charged if entry else 0)
    gap = ENGLISH("card-partial", delivered=shown, requested=entry.asked if entry else 0)
    return Fate(
        prompt=asked.prompt,
        entry=entry,
        answered=asked.interaction.message is not None and not asked.refused,
        told=asked.ending is not None,
        shown=shown,
        owned_up=any(gap in text for text in finished),
        priced=any(price in text for text in finished),
        submits=len(asked.submits),
        tasks=len(asked.tasks),
    )
