"""Audits every command: the bot's database, Discord's messages and imini's tasks must agree."""

import json
import shutil
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cogs.i18n.markdown import in_one_line
from tests.standin import Message
from tests.support.locales import ENGLISH
from tests.support.stage import ImagineCall, Stage
from tests.support.table import table

RESENT = ("sandbox:503", "sandbox:429")
"""Prompts whose first submits imini rejects with an error that the bot may retry."""

ENDED = ("delivered", "undelivered", "failed", "unknown")
"""Final states."""


@dataclass(frozen=True, slots=True)
class StoredJob:
    """A job in the database: ``requested`` pictures, of which imini ``made`` some as far as the bot knows.

    ``unconfirmed`` are those of a message that a kill cut off where the bot can't look for it: where the bot is not in
    the channel. They count as shown, and Original has them.
    """

    state: str
    charged: int = 0
    cost: int = 1
    requested: int = 1
    made: int = 0
    unconfirmed: int = 0
    task_id: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One command: what the database holds, what its member saw, what imini received.

    ``shown`` counts its pictures in all messages. ``end_shown`` says whether a message reports the end, ``gap_shown``
    whether the card says how many pictures are missing, ``price_shown`` whether it names the stored price.
    """

    prompt: str
    job: StoredJob | None
    answered: bool = True
    end_shown: bool = True
    shown: int = 0
    gap_shown: bool = False
    price_shown: bool = True
    submits: int = 1
    tasks: int = 1

    @property
    def kind(self) -> str:
        """How the command ended for its member. If the bot did not respond, Discord says so, and nothing is charged."""
        if self.job is None:
            return "never received"
        if self.job.state == "failed":
            return "failed with a reason" if self.answered else "never answered"
        return self.job.state

    @property
    def lost(self) -> str:
        """Why this counts as lost: pictures are missing, or the member was not end_shown the end; empty if not."""
        if self.job is None:
            return "a card without a job" if self.answered else "drawn for nobody" * bool(self.submits)
        if self.job.state not in ENDED:
            return f"still {self.job.state}"
        if self.job.state == "delivered":
            enough = self._arrived(self.job) >= self.job.made or self.gap_shown
            return "" if self.shown and enough else f"{self.shown} of {self.job.made} pictures"
        return "" if self.end_shown or not self.answered else f"{self.job.state}, and the card does not say so"

    @property
    def doubled(self) -> str:
        """Why this counts as doubled: imini billed twice, or the pictures were shown twice; empty if not."""
        if self.tasks > 1:
            return f"{self.tasks} tasks"
        if self.submits > 1 and not self.prompt.startswith(RESENT):
            return f"{self.submits} submits"
        made = self.job.made if self.job else 0
        return f"{self.shown} pictures instead of {made}" if self.shown > made else ""

    @property
    def miscounted(self) -> str:
        """Why the credits are wrong: they do not match the delivery, or the card names others; empty if not."""
        if self.job is None:
            return ""
        if self.job.state == "undelivered":
            return "" if self.job.charged else "pictures for nothing"
        delivered = self.job.state == "delivered"
        due = self.job.cost * self._arrived(self.job) // self.job.requested if delivered else 0
        if self.job.charged != due:
            return f"charged {self.job.charged} instead of {due}"
        return "" if self.price_shown or not delivered else f"the card does not say that {due} was charged"

    def _arrived(self, job: StoredJob) -> int:
        """How many pictures of a delivered job its member has, as far as anybody can know."""
        return max(self.shown, min(job.made, self.shown + job.unconfirmed))


@dataclass(frozen=True, slots=True)
class Audit:
    """All commands of a run; ``others`` are faults that belong to no single command."""

    outcomes: tuple[Outcome, ...]
    others: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        stage: Stage,
        calls: Iterable[ImagineCall],
        jobs: Mapping[str, StoredJob] | None = None,
        others: Iterable[str] = (),
    ) -> "Audit":
        """Audit a bot that has stopped, with its stored ``jobs`` by their prompts (None: those in its folder)."""
        jobs = stored_jobs(stage.bot.data_dir) if jobs is None else jobs
        texts = [(message, message.text) for message in stage.discord.messages]
        return cls(tuple(_outcome(call, jobs.get(call.prompt), texts) for call in calls), tuple(others))

    @property
    def kinds(self) -> Counter[str]:
        """How many commands ended in which way."""
        return Counter(outcome.kind for outcome in self.outcomes)

    @property
    def charged(self) -> int:
        """The sum of all stored charges."""
        return sum(outcome.job.charged for outcome in self.outcomes if outcome.job)

    @property
    def rows(self) -> list[tuple[str, int]]:
        """The summary as rows of a table."""
        wrong = [(name, sum(bool(getattr(outcome, name)) for outcome in self.outcomes)) for name in FAULT_KINDS]
        return [
            ("commands", len(self.outcomes)),
            *sorted(self.kinds.items()),
            ("credits charged", self.charged),
            *wrong,
        ]

    @property
    def faults(self) -> Iterator[str]:
        """Every fault, as one line each."""
        yield from self.others
        for outcome in self.outcomes:
            yield from (f"{name}: {outcome.prompt}: {why}" for name in FAULT_KINDS if (why := getattr(outcome, name)))


FAULT_KINDS = ("lost", "doubled", "miscounted")


def conclude(rows: Iterable[tuple[object, ...]], audit: Audit, data_dir: Path) -> int:
    """Print ``rows`` and the audit; returns the exit code. The folder is deleted unless there are faults."""
    sys.stdout.write(table([*rows, *audit.rows]))
    faults = list(audit.faults)
    if not faults:
        shutil.rmtree(data_dir)
        return 0
    sys.stdout.write("\n".join([*faults, f"database and log are in {data_dir}", ""]))
    return 1


def stored_jobs(data_dir: Path) -> dict[str, StoredJob]:
    """The jobs by their prompts, read without the bot's own code."""
    with closing(sqlite3.connect(f"file:{data_dir / 'imagine.db'}?mode=ro", uri=True)) as connection:
        # A withdrawn job keeps only its ids.
        return jobs_by_prompt(connection.execute("SELECT state, charged, data FROM jobs WHERE data != ''"))


def jobs_by_prompt(rows: Iterable[tuple[str, int, str]]) -> dict[str, StoredJob]:
    """The jobs of rows with their state, charge and JSON."""
    jobs = [(state, charged, json.loads(data)) for state, charged, data in rows]
    return {job["request"]["prompt"]: _stored_job(state, charged, job) for state, charged, job in jobs}


def _stored_job(state: str, charged: int, data: dict[str, Any]) -> StoredJob:
    cut_off = [] if data["card"]["bot_in_channel"] else [one for one in data["extra_messages"] if not one["message_id"]]
    unconfirmed = sum(len(one["pictures"]) for one in cut_off)
    made = len(data["images"])
    return StoredJob(state, charged, data["cost"], data["request"]["num"], made, unconfirmed, data["task_id"] or "")


def _outcome(call: ImagineCall, job: StoredJob | None, texts: Iterable[tuple[Message, str]]) -> Outcome:
    # An extra message names its task alone.
    names = (call.number, f"`{job.task_id}`") if job and job.task_id else (call.number,)
    own = [(message, text) for message, text in texts if any(name in text for name in names)]
    finished = [text for message, text in own if message.pictures]
    shown = sum(len(message.pictures) for message, _ in own)
    price = in_one_line([ENGLISH("card-credits", n=job.charged if job else 0)])
    gap = ENGLISH("card-partial", delivered=shown, requested=job.requested if job else 0)
    return Outcome(
        prompt=call.prompt,
        job=job,
        answered=call.interaction.message is not None and not call.declined,
        end_shown=call.ending is not None,
        shown=shown,
        gap_shown=any(gap in text for text in finished),
        price_shown=any(price in text for text in finished),
        submits=len(call.submits),
        tasks=len(call.tasks),
    )
