"""The size in pixels for each resolution and aspect ratio."""

import math
from functools import cache

RATIOS = ("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9", "9:21")
BUDGETS = {"1K": 1024 * 1024, "2K": 2048 * 2048, "4K": 3840 * 2160}
"""The largest number of pixels at each resolution."""

STEP = 16
MAX_SIDE = 3840
TOLERANCE = 0.01

Size = tuple[int, int]
"""Width and height in pixels."""


@cache
def dimensions(resolution: str, aspect_ratio: str) -> Size:
    """The largest size within the budget: sides are multiples of 16 and at most 3840, the ratio is exact within 1 %.

    Raises ValueError for an unknown resolution or ratio.
    """
    if resolution not in BUDGETS or aspect_ratio not in RATIOS:
        raise ValueError(f"no size is known for {resolution!r} at {aspect_ratio!r}")
    across, down = map(int, aspect_ratio.split(":"))
    long, short = _largest(max(across, down) / min(across, down), BUDGETS[resolution])
    return (long, short) if across >= down else (short, long)


def describe(size: Size) -> str:
    """A size as "16:9  4K  3840 x 2160"; pixels alone if no documented setting has that size."""
    pixels = f"{size[0]} x {size[1]}"
    settings = (f"{ratio}  {name}  " for name in BUDGETS for ratio in RATIOS if dimensions(name, ratio) == size)
    return next(settings, "") + pixels


def _largest(ratio: float, budget: int) -> Size:
    sizes = ((long, round(long / ratio / STEP) * STEP) for long in range(STEP, MAX_SIDE + 1, STEP))
    return max(size for size in sizes if math.prod(size) <= budget and _has_ratio(size, ratio))


def _has_ratio(size: Size, ratio: float) -> bool:
    return abs(size[0] / ratio - size[1]) <= TOLERANCE * size[1]
