"""The ids of jobs, and of what may become one: short enough to be typed."""

import secrets
from typing import Final

JOB_ID: Final = r"[0-9a-f]{10}"
"""What an id looks like, as a regular expression."""


def new_job_id() -> str:
    """An id that nothing else has."""
    return secrets.token_hex(5)
