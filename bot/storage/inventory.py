"""All that is stored of jobs, members and servers: where, how each table is read and copied whole, and its sums."""

from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

FILE = "imagine.db"
REFERENCES = "references"
"""What a bot of one process keeps in ``DATA_DIR``: its database, and the folder of its jobs' reference images."""

MOVED = ".moved"
"""How the names of both end once they have moved into the database of ``DATABASE_URL``."""


def references_in(folder: Path) -> list[Path]:
    """The files of references in ``folder``: a folder per job, and in it files that are named as numbers.

    Raises OSError if one of the folders can't be read, which ``Path.glob`` would pass over in silence.
    """
    files = (file for job in _entries(folder) if job.is_dir() for file in _entries(job))
    return [file for file in files if file.name.isdecimal() and file.is_file()]


def _entries(folder: Path) -> list[Path]:
    with suppress(FileNotFoundError):  # also if the job was deleted meanwhile
        return sorted(folder.iterdir())
    return []


class Table(NamedTuple):
    """How a table moves: the SELECT of all its rows in SQLite, and the COPY into PostgreSQL of the same columns.

    A column ``owner`` stays behind: the runs have ended, and an open job without an owner is adopted.
    """

    read: str
    copy: str


_JOBS = (
    "id, user_id, state, acknowledged, created_at, task_id, charged, search_text, data, unwanted, interaction_id,"
    " guild_id, channel_id, removals, in_vain, references_from, credits, running, kind, seconds, server_id, size"
)
_POSTS = "message_id, channel_id, guild_id, job_id, user_id, at, copy, fate"
_BLOCKS = "guild_id, user_id, until, reason, by_user, at"
_ACTS = "id, guild_id, at, actor, act, user_id, job_id, data"
_SPENDING = "account, starts, ends, spent, warned, warned_limit"
_GRANTS = "id, guild_id, user_id, credits, starts, ends, by_user"

TABLES = {
    "jobs": Table(
        f"SELECT {_JOBS} FROM jobs ORDER BY rowid",  # noqa: S608 - constant
        f"COPY jobs ({_JOBS}) FROM STDIN",
    ),
    "posts": Table(
        f"SELECT {_POSTS} FROM posts ORDER BY rowid",  # noqa: S608 - constant
        f"COPY posts ({_POSTS}) FROM STDIN",
    ),
    "members": Table(
        "SELECT user_id, data FROM members ORDER BY rowid",
        "COPY members (user_id, data) FROM STDIN",
    ),
    "pending_messages": Table(
        "SELECT id, data FROM pending_messages ORDER BY rowid",
        "COPY pending_messages (id, data) FROM STDIN",
    ),
    "servers": Table(
        "SELECT guild_id, version, data FROM servers ORDER BY guild_id",
        "COPY servers (guild_id, version, data) FROM STDIN",
    ),
    "blocks": Table(
        f"SELECT {_BLOCKS} FROM blocks ORDER BY guild_id, user_id",  # noqa: S608 - constant
        f"COPY blocks ({_BLOCKS}) FROM STDIN",
    ),
    "acts": Table(
        f"SELECT {_ACTS} FROM acts ORDER BY id",  # noqa: S608 - constant
        f"COPY acts ({_ACTS}) FROM STDIN",
    ),
    "consents": Table(
        "SELECT user_id, word FROM consents ORDER BY user_id",
        "COPY consents (user_id, word) FROM STDIN",
    ),
    "decisions": Table(
        "SELECT name, data FROM decisions ORDER BY name",
        "COPY decisions (name, data) FROM STDIN",
    ),
    # After the jobs, which are counted already.
    "spending": Table(
        f"SELECT {_SPENDING} FROM spending ORDER BY account, starts, ends",  # noqa: S608 - constant
        f"COPY spending ({_SPENDING}) FROM STDIN",
    ),
    "grants": Table(
        f"SELECT {_GRANTS} FROM grants ORDER BY id",  # noqa: S608 - constant
        f"COPY grants ({_GRANTS}) FROM STDIN",
    ),
}

# One scan of the jobs: their texts are long.
SUMS = """
    SELECT count(*) AS "jobs",
        coalesce(sum(CASE WHEN NOT acknowledged THEN 1 ELSE 0 END), 0) AS "open jobs",
        coalesce(sum(CASE WHEN running THEN 1 ELSE 0 END), 0) AS "running jobs",
        coalesce(sum(CASE WHEN data = '' THEN 1 ELSE 0 END), 0) AS "erased jobs",
        coalesce(sum(charged), 0) AS "credits charged",
        coalesce(sum(credits), 0) AS "credits reserved or charged",
        (SELECT count(*) FROM posts) AS "posts",
        (SELECT count(*) FROM members) AS "members",
        (SELECT count(*) FROM pending_messages) AS "pending messages",
        (SELECT count(*) FROM servers) AS "servers with rules",
        (SELECT count(*) FROM blocks) AS "blocks",
        (SELECT count(*) FROM acts) AS "acts",
        (SELECT count(*) FROM consents) AS "words on pictures",
        (SELECT count(*) FROM decisions) AS "decisions of the host",
        (SELECT coalesce(sum(spent), 0) FROM spending) AS "credits counted for budgets",
        (SELECT count(*) FROM grants) AS "grants"
    FROM jobs
"""
"""Whole numbers by name, in either engine."""
