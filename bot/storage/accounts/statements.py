"""The SQL of members' credits and of counted budgets, in PostgreSQL's words."""

# A statement of its own: the snapshot of a statement is taken before a lock within it is granted. Members whose ids
# agree in 31 bits wait for each other, which does no harm. The first number is the quota's (``postgres/schema.py``).
LOCK = "SELECT pg_advisory_xact_lock(1, (?::bigint & 2147483647)::integer)"

LOCK_WITH_COUNTERS = """
    SELECT pg_advisory_xact_lock(1, (?::bigint & 2147483647)::integer), pg_advisory_xact_lock_shared(5, 0)
"""
"""Like LOCK, and no counter is made meanwhile. It comes before the lock of any counter: so nobody waits in a circle."""

NO_OTHER_COUNTS = "SELECT pg_advisory_xact_lock(5, 0)"
"""Waits until nobody is changing what a job costs, and keeps everybody from it. The same lock as in the triggers."""

COUNTERS = """
    SELECT account, starts, ends, spent, warned, warned_limit FROM spending
    WHERE account IN (?, ?, ?, ?) AND starts <= ? AND ends > ? ORDER BY account, starts, ends FOR UPDATE
"""
"""Locks all counters that the job changes, not only those of caps, in the order in which the trigger locks them."""

ENTRIES = """
    SELECT created_at, credits, running FROM jobs WHERE user_id = ? AND created_at > ? AND credits > 0 AND NOT running
    UNION ALL
    SELECT created_at, credits, running FROM jobs WHERE user_id = ? AND running
"""

SETTLE = "UPDATE jobs SET credits = ?, running = FALSE WHERE id = ? AND owner = ?"

DECLINED = """
    SELECT created_at FROM jobs WHERE user_id = ? AND in_vain AND created_at > ? ORDER BY created_at DESC LIMIT ?
"""

STANDING = f"""
    SELECT 'entry' AS kind, created_at, credits, running FROM ({ENTRIES}) AS entries
    UNION ALL
    SELECT 'handled', created_at, credits, running FROM jobs WHERE interaction_id = ?
    UNION ALL
    SELECT 'declined', created_at, 0, FALSE FROM ({DECLINED}) AS declined
"""  # noqa: S608 - constant
"""All that tells whether a member may have a new job of an interaction, in one answer."""

FORGET_REFUSED = "DELETE FROM jobs WHERE id = ? AND owner = ?"

LET_GO = "UPDATE jobs SET owner = NULL WHERE id = ? AND owner = ?"
