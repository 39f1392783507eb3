"""A chart of colours, by which a test sees whether a picture still looks as it did."""

from typing import cast

from PIL import Image

from tests.support.pictures import Size

COLOURS = ((200, 30, 40), (40, 180, 60), (30, 60, 200), (230, 200, 50), (160, 40, 180), (240, 240, 240))
"""The patches, from left to right and from top to bottom: none can be turned or mirrored unseen."""

COLUMNS, ROWS = 3, 2
CHART: Size = (96, 64)

CLOSE = 12
"""Steps of 255 by which the middle of a patch may differ once it was compressed."""

Look = tuple[int, int, int, int]


def chart(size: Size = CHART) -> Image.Image:
    """Three by two patches of colour."""
    return patches("RGB", COLOURS, size)


def patches(mode: str, values: tuple[int | tuple[int, ...], ...], size: Size = CHART) -> Image.Image:
    """Three by two patches of the pixels ``values``."""
    picture = Image.new(mode, (COLUMNS, ROWS))
    for number, value in enumerate(values):
        picture.putpixel((number % COLUMNS, number // COLUMNS), value)
    return picture.resize(size, Image.Resampling.NEAREST)


def looks(picture: Image.Image) -> list[Look]:
    """The colour and alpha in the middle of each patch, also of a chart that lies on its side."""
    shown = picture.convert("RGBA")
    across, down = (COLUMNS, ROWS) if shown.width >= shown.height else (ROWS, COLUMNS)
    columns = [shown.width * (2 * n + 1) // (2 * across) for n in range(across)]
    rows = [shown.height * (2 * n + 1) // (2 * down) for n in range(down)]
    return [cast("Look", shown.getpixel((x, y))) for y in rows for x in columns]


def opaque(*colours: tuple[int, int, int]) -> list[Look]:
    """These colours, through which nothing can be seen."""
    return [(*colour, 255) for colour in colours]


def alike(found: list[Look], wanted: list[Look], close: int = CLOSE) -> bool:
    """Whether patches look the same; what is clear has no colour."""
    return len(found) == len(wanted) and all(
        abs(one[3] - other[3]) <= close
        and (other[3] == 0 or all(abs(a - b) <= close for a, b in zip(one[:3], other[:3], strict=True)))
        for one, other in zip(found, wanted, strict=True)
    )
