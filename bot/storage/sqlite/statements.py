"""The SQL of the job repository. ``fold`` is a Python function (``bot/storage/sqlite/database.py``).

Long results are paged by the key of their last row, ``(created_at, id)``: unlike an OFFSET, that reads no row twice.
"""

# The update leaves `removals` alone: the run of a job and the deletion of its card may write the same row.
SAVE = """
    INSERT INTO jobs (
        id, user_id, state, acknowledged, created_at, task_id, charged, prompt, data, interaction_id, guild_id,
        channel_id, in_vain, references_from
    ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, acknowledged = excluded.acknowledged,
        created_at = excluded.created_at, task_id = excluded.task_id, charged = excluded.charged,
        prompt = excluded.prompt, data = excluded.data, guild_id = excluded.guild_id,
        channel_id = excluded.channel_id, in_vain = excluded.in_vain
"""

# Returns non-matching rows too, without data, so that a page is a bounded amount of work however few rows match.
OF_USER = """
    SELECT id, created_at, CASE WHEN instr(fold(prompt), ?) THEN data END AS data, removals FROM jobs
    WHERE data != '' AND NOT unwanted AND user_id = ? AND (created_at, id) < (?, ?)
    ORDER BY created_at DESC, id DESC LIMIT ?
"""

SINCE = """
    SELECT id, created_at, iif(unwanted, '', data) AS data, removals FROM jobs
    WHERE (created_at, id) > (?, ?) ORDER BY created_at, id LIMIT ?
"""

LAST = "\U0010ffff"
"""Sorts after every ID."""

ERASED_RECORDS = """
    SELECT id, task_id, guild_id, channel_id, created_at, state, charged, removals,
        (SELECT json_group_array(message_id) FROM posts WHERE job_id = jobs.id) AS messages
    FROM jobs WHERE data = '' AND user_id = ? AND (created_at, id) < (?, ?) ORDER BY created_at DESC, id DESC LIMIT ?
"""

ERASE = """
    UPDATE jobs SET unwanted = 1 WHERE id IN (
        SELECT id FROM jobs WHERE data != '' AND NOT unwanted AND user_id = ? LIMIT ?
    )
"""

FORGET = "DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE acknowledged AND created_at < ? LIMIT ?)"

# Failures that imini has no pictures of: it never accepted them (no task ID), or declined them.
DROP_FAILURES = """
    UPDATE jobs SET unwanted = 1 WHERE id IN (
        SELECT id FROM jobs WHERE user_id = ? AND state IN ('failed', 'cancelled') AND acknowledged
            AND data != '' AND NOT unwanted
            AND (task_id IS NULL OR json_extract(data, '$.failure.kind') IN ('moderation', 'bad_input'))
        ORDER BY created_at DESC LIMIT -1 OFFSET ?
    )
"""

BEFORE_NEWEST = "SELECT created_at FROM jobs WHERE NOT unwanted ORDER BY created_at DESC LIMIT 1 OFFSET ?"

# Also of erased jobs: erasing must refill neither the quota nor the limit on declined requests.
CHARGES = "SELECT user_id, id, charged, created_at FROM jobs WHERE charged AND created_at > ? ORDER BY created_at"

IN_VAIN = "SELECT user_id, created_at FROM jobs WHERE in_vain AND created_at > ? ORDER BY created_at"

REQUESTER = "SELECT user_id FROM jobs WHERE id = ?"

ADD_REMOVAL = "UPDATE jobs SET removals = json_insert(removals, '$[#]', json(?)) WHERE id = ?"

LIFT_REMOVALS = """
    UPDATE jobs SET removals = (
        SELECT json_group_array(json(value)) FROM json_each(removals) WHERE json_extract(value, '$.moderator')
    ) WHERE id = ?
"""

# A job made from another one may use that one's references, until either is erased.
REFERENCE_OWNERS = """
    SELECT value AS owner FROM json_each(?)
    WHERE NOT EXISTS (SELECT 1 FROM jobs WHERE id = owner AND unwanted AND acknowledged) AND (
        EXISTS (SELECT 1 FROM jobs WHERE id = owner AND data != '')
        OR EXISTS (SELECT 1 FROM jobs WHERE references_from = owner AND data != '')
    )
"""
