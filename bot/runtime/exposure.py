"""Finds files with secrets or prompts that other users of the machine can read."""

import os
import shlex
from pathlib import Path

_OTHERS = 0o007
_GROUP_AND_OTHERS = 0o077


def warning(env_file: Path, data_dir: Path, user_id: int | None = None) -> str | None:
    """One line that names what others can read and the command that fixes it; None if there is nothing to fix.

    ``user_id`` is the system user that the bot runs as (None: that of this process).
    """
    existing = [*([env_file] if env_file.is_file() else ()), *([data_dir] if data_dir.is_dir() else ())]
    found = [str(path) for path in existing if _is_readable_by_others(path, user_id)]
    if not found:
        return None
    return f"other users of this machine can read {' and '.join(found)}; fix it with: chmod go= {shlex.join(found)}"


def _is_readable_by_others(path: Path, user_id: int | None) -> bool:
    status = path.stat()
    own = os.geteuid() if user_id is None else user_id
    # A file of another owner, such as root, is often readable for a group on purpose, so that this bot can read it.
    forbidden = _GROUP_AND_OTHERS if status.st_uid == own else _OTHERS
    return bool(status.st_mode & forbidden)
