"""What the C library does with memory that was freed: kept for the next picture instead of returned to the kernel."""

import ctypes
from collections.abc import Callable
from typing import Final

M_TRIM_THRESHOLD: Final = -1
M_MMAP_THRESHOLD: Final = -3
"""Parameters of mallopt (https://man7.org/linux/man-pages/man3/mallopt.3.html)."""

KEPT: Final = 16 << 20
"""Bytes at the end of the heap that stay with the process: as much as a dozen 1K pictures on their way need."""

LARGE: Final = 4 << 20
"""Bytes from which a buffer gets memory of its own, which is returned at once: 4K pictures, but no 1K pictures."""

SetOption = Callable[[int, int], int]


def keep_freed(mallopt: SetOption | None = None) -> None:
    """Keep freed memory for the next buffers.

    The kernel hands out memory page by page, and each buffer of a 1K picture takes 250. Only glibc can be told, so
    nothing changes elsewhere. ``mallopt`` is that of a test.
    """
    if mallopt is None:
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_TRIM_THRESHOLD, KEPT)
        # Setting one of them ends glibc's own adjustment of both.
        mallopt(M_MMAP_THRESHOLD, LARGE)
