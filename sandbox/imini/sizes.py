"""How many pixels a picture has: an honest size for each resolution and aspect ratio."""

import math
from functools import cache

RATIOS = ("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9", "9:21")
BUDGETS = {"1K": 1024 * 1024, "2K": 2048 * 2048, "4K": 3840 * 2160}
"""The most pixels a picture of each resolution may have."""

STEP = 16
LONGEST = 3840
TOLERANCE = 0.01

Size = tuple[int, int]
"""Width and height in pixels."""


@cache
def dimensions(resolution: str, aspect_ratio: str) -> Size:
    """The largest size within the budget: both sides multiples of 16, the ratio true within 1 %, no side over 3840.

    Raises ValueError for a resolution or ratio that the API does not have.
    """
    if resolution not in BUDGETS or aspect_ratio not in RATIOS:
        raise ValueError(f"no size is known for {resolution!r} at {aspect_ratio!r}")
    across, down = map(int, aspect_ratio.split(":"))
    long, short = _largest(max(across, down) / min(across, down), BUDGETS[resolution])
    return (long, short) if across >= down else (short, long)


def describe(size: Size) -> str:
    """What a size stands for, as "16:9  4K  3840 x 2160"; pixels alone where no documented setting gives that size."""
    pixels = f"{size[0]} x {size[1]}"
    settings = (f"{ratio}  {name}  " for name in BUDGETS for ratio in RATIOS if dimensions(name, ratio) == size)
    return next(settings, "") + pixels


def _largest(ratio: float, budget: int) -> Size:
    sizes = ((long, round(long / ratio / STEP) * STEP) for long in range(STEP, LONGEST + 1, STEP))
    return max(size for size in sizes if math.prod(size) <= budget and _is_true(size, ratio))


def _is_true(size: Size, ratio: float) -> bool:
    return abs(size[0] / ratio - size[1]) <= TOLERANCE * size[1]
