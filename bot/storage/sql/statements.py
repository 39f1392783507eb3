"""The SQL of the job repository, in the words that every engine understands.

Long results are paged by the key of their last row, ``(created_at, id)``: unlike an OFFSET, that reads no row twice.
"""

_NEW = """
    INSERT INTO jobs (
        id, user_id, state, acknowledged, task_id, charged, guild_id, channel_id, in_vain, owner,
        data, credits, running, created_at, search_text, interaction_id, references_from, server_id, size
    )
"""

ADD = f"{_NEW} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING"

CAPS = 4
"""How many caps ``_COVERED`` compares."""

# Each cap must leave enough; one that is not counted yet leaves nothing. Only a single process may
# rely on this: of two transactions at once, neither sees what the other one reserves.
_COVERED = """
    (SELECT spent FROM spending WHERE account = ? AND starts = ? AND ends = ?) <= ?
    AND (SELECT spent FROM spending WHERE account = ? AND starts = ? AND ends = ?) <= ?
    AND (SELECT spent FROM spending WHERE account = ? AND starts = ? AND ends = ?) <= ?
    AND (SELECT spent FROM spending WHERE account = ? AND starts = ? AND ends = ?) <= ?
"""

ADD_COVERED = f"""
    {_NEW} SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
    WHERE {_COVERED} ON CONFLICT (id) DO NOTHING
"""

# This leaves `removals` alone: the run of a job and the deletion of its card may write the same row. An unwanted job is
# emptied once it is acknowledged.
_CHANGE = """
    UPDATE jobs SET state = ?, acknowledged = ?, task_id = ?, charged = ?, guild_id = ?, channel_id = ?, in_vain = ?,
        owner = ?,
        search_text = CASE WHEN unwanted AND ? THEN '' ELSE search_text END,
        data = CASE WHEN unwanted AND ? THEN '' ELSE ? END,
        kind = CASE WHEN unwanted AND ? THEN NULL ELSE ? END, seconds = ?
"""

# A closed job has no owner, and whoever changes it may be any run, unless it would be open again: that is what a run
# stores which does not know that another one has gone on with the job, to its end. A job that was charged reserves
# nothing any more.
_SAVE = f"""
    {_CHANGE}, credits = CASE WHEN ? AND NOT running THEN credits ELSE ? END, running = running AND ?
    WHERE id = ? AND (owner = ? OR owner IS NULL AND acknowledged AND ?)
"""

SAVE = f"{_SAVE} AND NOT (unwanted AND ?)"

SAVE_ERASED = f"{_SAVE} AND unwanted AND ?"
"""Empties a job that its member erased while it was open. Apart, so that no read has to tell whether one was."""

_RESERVE = ", credits = ?, running = TRUE, created_at = ?, server_id = ?"

_IF_FAILED = "WHERE id = ? AND acknowledged AND state = 'failed'"

REOPEN = f"{_CHANGE} {_RESERVE} {_IF_FAILED}"

REOPEN_COVERED = f"{_CHANGE} {_RESERVE} {_IF_FAILED} AND {_COVERED}"

FAILED = f"SELECT id FROM jobs {_IF_FAILED}"  # noqa: S608 - constant

OWNED = "SELECT data, removals FROM jobs WHERE id = ? AND owner = ?"

ORPHANS = """
    SELECT id FROM jobs WHERE owner IS NULL AND NOT acknowledged ORDER BY created_at LIMIT ?
"""

ADOPT = "UPDATE jobs SET owner = ? WHERE id = ? AND NOT acknowledged AND (owner IS NULL OR owner = ?)"

TAKE = "UPDATE jobs SET owner = ? WHERE id = ? AND NOT acknowledged AND state IN ('accepted', 'submitted')"

# Returns non-matching rows too, without data, so that a page is a bounded amount of work however few rows match.
OF_USER = """
    SELECT id, created_at, CASE WHEN search_text LIKE ? ESCAPE '!' THEN data END AS data, removals FROM jobs
    WHERE data != '' AND NOT unwanted AND user_id = ? AND (created_at, id) < (?, ?)
    ORDER BY created_at DESC, id DESC LIMIT ?
"""

SINCE = """
    SELECT id, created_at, CASE WHEN unwanted THEN '' ELSE data END AS data, removals FROM jobs
    WHERE (created_at, id) > (?, ?) ORDER BY created_at, id LIMIT ?
"""

_ERASED = (
    "FROM jobs WHERE data = '' AND user_id = ? AND (created_at, id) < (?, ?) ORDER BY created_at DESC, id DESC LIMIT ?"
)

RECORDED = ("id", "task_id", "guild_id", "channel_id", "created_at", "state", "charged", "removals")
"""The columns of ``ERASED_RECORDS``."""

ERASED_RECORDS = f"SELECT id, task_id, guild_id, channel_id, created_at, state, charged, removals {_ERASED}"

MESSAGES_OF_ERASED = f"""
    SELECT job_id, message_id FROM posts WHERE job_id IN (SELECT id {_ERASED}) ORDER BY message_id
"""  # noqa: S608 - constant

# What is left to be done for an open job needs its data: it is emptied by the statement that saves its end.
_ERASE = """
    UPDATE jobs SET unwanted = TRUE, search_text = CASE WHEN acknowledged THEN '' ELSE search_text END,
        data = CASE WHEN acknowledged THEN '' ELSE data END, kind = CASE WHEN acknowledged THEN NULL ELSE kind END
"""

DROP = f"{_ERASE} WHERE id = ?"

ERASE = f"""
    {_ERASE} WHERE id IN (SELECT id FROM jobs WHERE data != '' AND NOT unwanted AND user_id = ? LIMIT ?)
"""  # noqa: S608 - constant

# Failures that imini has no pictures of: it never accepted them (no task ID), or declined them.
DROP_FAILURES = f"""
    {_ERASE} WHERE id IN (
        SELECT id FROM jobs WHERE user_id = ? AND state IN ('failed', 'cancelled') AND acknowledged
            AND data != '' AND NOT unwanted AND (task_id IS NULL OR in_vain)
        ORDER BY created_at DESC LIMIT 1000000000 OFFSET ?
    )
"""  # noqa: S608 - constant

# A closed job that is too old to be shown: what is left is counted, and shown to nobody.
TOO_OLD = """
    SELECT id, created_at, data != '' AS is_full FROM jobs
    WHERE acknowledged AND (created_at, id) > (?, ?) AND created_at < ? ORDER BY created_at, id LIMIT ?
"""

OLD = "SELECT id FROM jobs WHERE acknowledged AND created_at < ? LIMIT ?"

FORGET = "DELETE FROM jobs WHERE id = ? AND acknowledged AND created_at < ?"

BEFORE_NEWEST = "SELECT created_at FROM jobs WHERE NOT unwanted ORDER BY created_at DESC LIMIT 1 OFFSET ?"

# Also of erased jobs: erasing must refill neither the quota nor the limit on declined requests.
CHARGES = (
    "SELECT user_id, id, charged, created_at FROM jobs WHERE charged > 0 AND created_at > ? ORDER BY created_at, id"
)

# From each kind to the next one by the index `durations`, and of each the newest alone.
DURATIONS = """
    WITH RECURSIVE kinds (kind) AS (
        SELECT min(kind) FROM jobs WHERE kind IS NOT NULL
        UNION ALL
        SELECT (SELECT min(jobs.kind) FROM jobs WHERE jobs.kind > kinds.kind) FROM kinds WHERE kinds.kind IS NOT NULL
    )
    SELECT jobs.kind, jobs.seconds FROM kinds JOIN jobs ON jobs.kind = kinds.kind AND jobs.created_at >= coalesce((
        SELECT newest.created_at FROM jobs AS newest WHERE newest.kind = kinds.kind
        ORDER BY newest.created_at DESC LIMIT 1 OFFSET ?
    ), 0) ORDER BY jobs.created_at
"""

IN_VAIN = "SELECT user_id, created_at FROM jobs WHERE in_vain AND created_at > ? ORDER BY created_at"

REQUESTER = "SELECT user_id FROM jobs WHERE id = ?"

# `removals` is an array of JSON.
ADD_REMOVAL = """
    UPDATE jobs SET removals = substr(removals, 1, length(removals) - 1)
        || CASE WHEN removals = '[]' THEN '' ELSE ',' END || ? || ']' WHERE id = ?
"""

REMOVALS = "SELECT removals FROM jobs WHERE id = ?"

REPLACE_REMOVALS = "UPDATE jobs SET removals = ? WHERE id = ? AND removals = ?"

OWNERS_AT_ONCE = 20

# A job made from another one may use that one's references, until either is erased.
REFERENCE_OWNERS = """
    WITH asked (asked_id) AS (
        VALUES (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?)
    )
    SELECT asked_id FROM asked
    WHERE NOT EXISTS (SELECT 1 FROM jobs WHERE id = asked_id AND unwanted AND acknowledged) AND (
        EXISTS (SELECT 1 FROM jobs WHERE id = asked_id AND data != '')
        OR EXISTS (SELECT 1 FROM jobs WHERE references_from = asked_id AND data != '')
    )
"""
