"""The host's files, with secrets and members' words in them, that other users of the machine can get at."""

import os
import shlex
from pathlib import Path

_OTHERS = 0o007
_GROUP_AND_OTHERS = 0o077


def warning(env_file: Path, data_dir: Path, user_id: int | None = None) -> str | None:
    """One line for the host, with the command that closes what of the two is open; None if neither is, or is there.

    The bot runs as the system's user ``user_id``: that of this process, unless it is given.
    """
    there = [*([env_file] if env_file.is_file() else ()), *([data_dir] if data_dir.is_dir() else ())]
    found = [str(path) for path in there if _is_open(path, user_id)]
    if not found:
        return None
    return f"other users of this machine can read {' and '.join(found)}; to close: chmod go= {shlex.join(found)}"


def _is_open(path: Path, user_id: int | None) -> bool:
    status = path.stat()
    own = os.geteuid() if user_id is None else user_id
    # What belongs to somebody else, such as root, is often meant to be read by way of its group: by this bot.
    closed_to = _GROUP_AND_OTHERS if status.st_uid == own else _OTHERS
    return bool(status.st_mode & closed_to)
