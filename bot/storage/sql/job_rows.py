"""The statements that write the row of a job: for the repository, and for the intake of several processes."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.budgets.caps import Cap
from bot.jobs.job import Job
from bot.storage.database import Statement
from bot.storage.sql import posts, statements
from bot.storage.sql.records import Records
from bot.storage.sql.search import fold, storable
from bot.timing.estimator import kind_of

JOB = Records(Job)


def dump(job: Job) -> str:
    """The job as JSON."""
    # The token of the interaction allows edits of the card; nothing needs it once the job is acknowledged.
    if job.acknowledged:
        job = replace(job, card=replace(job.card, token="", former=None))
    return JOB.dump(job, exclude={"removals"})


def adding(job: Job, run: str, caps: Sequence[Cap] = ()) -> list[Statement]:
    """What adds a job of ``run``. The first statement affects no row if another job has its id, or a cap is too low."""
    held = job.cost if job.state.is_active else job.charged
    values = job.id, job.user_id, *_columns(job, run), dump(job), held, job.state.is_active
    rest = job.created_at, fold(job.request.prompt), job.interaction_id, job.references_from
    fixed = job.server_id, _size(job)
    statement = statements.ADD_COVERED if caps else statements.ADD
    return [(statement, (*values, *rest, *fixed, *_covered(caps, job.cost))), *posts.noting(job)]


def saving(job: Job, run: str, noted: Collection[int] = (), *, erased: bool = False) -> list[Statement]:
    """What saves a job of ``run``, or a closed one; the first statement affects no row of another run's.

    Nor does it affect the row of a closed job that its member has ``erased``, or with that, of any other. ``noted`` are
    those of its messages that are stored as posts already.
    """
    running = job.state.is_active
    held = job.cost if running else job.charged
    values = *_change(job, run), running, held, running, job.id, run, job.acknowledged, job.acknowledged
    statement = statements.SAVE_ERASED if erased else statements.SAVE
    return [(statement, values), *posts.noting(job, noted)]


def reopening(job: Job, run: str, caps: Sequence[Cap] = ()) -> list[Statement]:
    """What makes a closed failed job one of ``run``.

    The first statement affects no row if the job is no longer closed and failed, or a cap is too low.
    """
    statement = statements.REOPEN_COVERED if caps else statements.REOPEN
    values = *_change(job, run), job.cost, job.created_at, job.server_id, job.id, *_covered(caps, job.cost)
    return [(statement, values), *posts.noting(job)]


def _change(job: Job, run: str) -> tuple[object, ...]:
    """What saving and reopening have in common."""
    emptied = job.acknowledged
    kind = None if job.generation_seconds is None else _size(job)
    return *_columns(job, run), emptied, emptied, dump(job), emptied, kind, job.generation_seconds


def _size(job: Job) -> str:
    return " ".join(map(str, kind_of(job.request)))


def _covered(caps: Sequence[Cap], cost: int) -> list[object]:
    """The values of ``_COVERED``; with fewer caps than it compares, the first one again."""
    compared = [*caps, *[caps[0]] * (statements.CAPS - len(caps))] if caps else []
    return [value for cap in compared for value in (cap.account, cap.span.starts, cap.span.ends, cap.limit - cost)]


def _columns(job: Job, run: str) -> tuple[object, ...]:
    """The columns ``state`` to ``owner``: a closed job has none."""
    task_id = job.task_id and storable(job.task_id)
    owner = None if job.acknowledged else run
    place = job.card.guild_id, job.card.channel_id
    return job.state.value, job.acknowledged, task_id, job.charged, *place, job.in_vain, owner
