"""The disk of ``DATA_DIR``."""

import shutil
from pathlib import Path

ROOM = 1 << 30
"""Bytes that should be free: references take 1 GB at the most, an update a copy of the database."""


def free_bytes(folder: Path) -> int:
    """Bytes that can still be written below ``folder``, or where it would be made; 0 if it can't be asked."""
    try:
        place = next(path for path in (folder, *folder.absolute().parents) if path.exists())
        return shutil.disk_usage(place).free
    except OSError:
        return 0
