"""References in a picture: as prints pinned on it, and through their main hue."""

import colorsys
import math
import random
from collections.abc import Sequence
from io import BytesIO
from itertools import product

from PIL import Image, ImageDraw, ImageFilter, ImageOps, ImageStat

PRINT = 14
"""Side of a print in hundredths of the picture's shorter side, the unit of all measures here."""
PAPER = (250, 248, 243)
MAX_PIXELS = 50_000_000
HUE_SHIFT = 25
"""Degrees by which a hue is larger in OKLCH than in HSV, roughly."""


def decode(data: bytes) -> Image.Image | None:
    """The image in ``data`` as RGB; None if it is no image, or has more than ``MAX_PIXELS``."""
    try:
        with Image.open(BytesIO(data)) as image:
            if math.prod(image.size) > MAX_PIXELS:
                return None
            return ImageOps.exif_transpose(image).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def main_hue(photo: Image.Image) -> float:
    """The mean hue of an image in OKLCH degrees, weighted by how strong its colours are."""
    pixels = photo.resize((24, 24), Image.Resampling.BOX).tobytes()
    x = y = 0.0
    for start in range(0, len(pixels), 3):
        hue, saturation, value = colorsys.rgb_to_hsv(*(level / 255 for level in pixels[start : start + 3]))
        x, y = x + saturation * value * math.cos(math.tau * hue), y + saturation * value * math.sin(math.tau * hue)
    return math.degrees(math.atan2(y, x)) + HUE_SHIFT


def pin(image: Image.Image, photos: Sequence[Image.Image | None], bottom: int, rng: random.Random) -> None:
    """Pin prints of the photos in a row, an empty one for each None, where they hide least.

    They stay above the line ``bottom`` (pixels).
    """
    unit = min(image.size) / 100
    cards = [_print(photo, unit).rotate(rng.uniform(-7, 7), Image.Resampling.BICUBIC, expand=True) for photo in photos]
    if not cards:
        return
    step, height = round((PRINT + 6) * unit), max(card.height for card in cards)
    left, top = _emptiest(image, (step * len(cards), height), bottom, round(2 * unit))
    for number, card in enumerate(cards):
        at = left + number * step, top + height - card.height
        shadow = Image.new("L", card.size)
        shadow.paste(card.getchannel("A").point([value * 5 // 10 for value in range(256)]))
        image.paste(
            (0, 0, 0), (at[0] + round(unit * 0.8), at[1] + round(unit)), shadow.filter(ImageFilter.GaussianBlur(unit))
        )
        image.paste(card, at, card)


def _emptiest(image: Image.Image, size: tuple[int, int], bottom: int, margin: int) -> tuple[int, int]:
    """The corner of the picture, ``margin`` from its edges, in which something of this ``size`` hides least.

    Whatever the prompt names has stronger edges than sky, hills and water.
    """
    edges = image.convert("L").filter(ImageFilter.GaussianBlur(margin / 4)).filter(ImageFilter.FIND_EDGES)
    corners = product((image.width - size[0] - margin, margin), (bottom - size[1] - margin, margin))

    def hidden(corner: tuple[int, int]) -> float:
        return ImageStat.Stat(edges.crop((*corner, corner[0] + size[0], corner[1] + size[1]))).rms[0]

    return min(corners, key=hidden)


def _print(photo: Image.Image | None, unit: float) -> Image.Image:
    """A photo on white paper; without a photo, a crossed-out frame."""
    side, edge = round(PRINT * unit), round(1.4 * unit)
    card = Image.new("RGBA", (side + 2 * edge, side + 5 * edge), (*PAPER, 255))
    if photo:
        card.paste(ImageOps.fit(photo, (side, side)), (edge, edge))
    else:
        draw, ink = ImageDraw.Draw(card), (170, 164, 155)
        draw.rectangle((edge, edge, edge + side, edge + side), outline=ink, width=max(1, edge // 4))
        draw.line((edge, edge, edge + side, edge + side), ink, max(1, edge // 4))
        draw.line((edge, edge + side, edge + side, edge), ink, max(1, edge // 4))
    # A transparent border lets the rotation smooth the edges of the paper.
    return ImageOps.expand(card, 2, (*PAPER, 0))
