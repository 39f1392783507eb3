"""The caption of every picture: its prompt, its settings, and a mark that says it is from the sandbox."""

import unicodedata
from contextlib import suppress
from functools import cache, lru_cache
from typing import Literal

from PIL import Image, ImageDraw, ImageFont

from sandbox.imini.sizes import Size
from sandbox.painter.tools.palette import Palette

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
Face = tuple[str, int]
"""A font of the system: its file, and the number of the face in it."""

MARK = "SANDBOX PICTURE"
STRIP = 8
"""Height of the strip in hundredths of the picture's shorter side, the unit of all measures here."""
MARGIN = 3.2
OVERSAMPLING = 2
"""The strip is drawn at twice its size, which smooths the badge's edge."""
SMALLEST_FONT = 6
"""Pixels, for pictures as small as icons."""
MAX_PROMPT = 90
CHINESE: tuple[Face, ...] = (
    ("NotoSansCJK-Regular.ttc", 2),  # Linux; the other faces are for other countries
    ("wqy-microhei.ttc", 0),  # Linux
    ("Hiragino Sans GB.ttc", 0),  # macOS
    ("msyh.ttc", 0),  # Windows
)
"""Fonts for what Pillow's own can't write, found by their names wherever the system has its fonts."""

SELECTORS = frozenset(map(chr, range(0xFE00, 0xFE10)))
"""Variation selectors, which follow many an emoji: a font without that emoji draws a box for them."""


def share(size: Size) -> float:
    """How much of a picture's height the caption covers, from 0 to 1."""
    return STRIP * min(size) / 100 / size[1]


def strip(size: Size, prompt: str, settings: str, palette: Palette) -> Image.Image:
    """The caption of a picture, as an RGBA image of the same width: prompt and settings left, mark right."""
    unit = OVERSAMPLING * min(size) / 100
    band = Image.new(
        "RGBA", (OVERSAMPLING * size[0], OVERSAMPLING * round(STRIP * min(size) / 100)), (*palette.tone(0), 215)
    )
    draw, middle = ImageDraw.Draw(band), band.height / 2
    left_of_mark = _mark(draw, (band.width - MARGIN * unit, middle), unit, palette)
    written, face = _written(prompt)
    font = _font(3 * unit, face)
    words = _fitted(written, font, left_of_mark - 2 * MARGIN * unit)
    if words:
        draw.text((MARGIN * unit, middle - 1.4 * unit), words, palette.tone(1), font, "lm")
    place = (MARGIN * unit, middle + 1.8 * unit if words else middle)
    draw.text(place, settings, palette.tone(0.8), _font(2 * unit), "lm")
    return band.reduce(OVERSAMPLING)


def legible(prompt: str, face: Face | None = None) -> str:
    """A prompt as ``face`` can write it: without emoji, say. Nothing if it lacks a letter: half a prompt misleads.

    For Pillow's own font, None, the accents are left out.
    """
    form: Literal["NFC", "NFKD"] = "NFC" if face else "NFKD"
    plain = unicodedata.normalize(form, prompt.encode("utf-8", "replace").decode())[: 8 * MAX_PROMPT]
    signs = [sign for sign in " ".join(plain.split()) if face or not unicodedata.combining(sign)]
    unknown = {sign for sign in signs if sign in SELECTORS or (sign != " " and not _has_glyph(sign, face))}
    if any(unicodedata.category(sign).startswith("L") for sign in unknown):
        return ""
    return " ".join("".join(sign for sign in signs if sign not in unknown).split())


def _written(prompt: str) -> tuple[str, Face | None]:
    """The prompt, and the face that can write it; nothing if there is none."""
    words, chinese = legible(prompt), None
    if not words and (chinese := _chinese()):
        words = legible(prompt, chinese)
    return words, chinese


@cache
def _chinese() -> Face | None:
    """The first of ``CHINESE`` that the system has."""
    for file, number in CHINESE:
        with suppress(OSError):
            return str(ImageFont.truetype(file, index=number).path), number
    return None


def _mark(draw: ImageDraw.ImageDraw, right: tuple[float, float], unit: float, palette: Palette) -> float:
    """Draw the badge with its right end at ``right``; returns the x of its left end."""
    font = _font(2 * unit)
    left = right[0] - font.getlength(MARK) - 3 * unit
    box = (left, right[1] - 2.2 * unit, right[0], right[1] + 2.2 * unit)
    draw.rounded_rectangle(box, 2.2 * unit, fill=palette.tone(0.85))
    draw.text(((left + right[0]) / 2, right[1]), MARK, palette.tone(0), font, "mm")
    return left


def _fitted(words: str, font: Font, room: float) -> str:
    fitted = words[:MAX_PROMPT]
    while fitted and font.getlength(fitted + "…") > room:
        fitted = fitted[:-1]
    return fitted if fitted == words else fitted.rstrip() + "…"


@lru_cache(maxsize=2048)
def _has_glyph(sign: str, face: Face | None) -> bool:
    return sign.isprintable() and _drawn(sign, face) != _drawn("\uffff", face)


def _drawn(sign: str, face: Face | None) -> bytes:
    cell = Image.new("L", (48, 48))
    ImageDraw.Draw(cell).text((8, 8), sign, 255, _font(20, face))
    return cell.tobytes()


def _font(size: float, face: Face | None = None) -> Font:
    size = max(size, SMALLEST_FONT)
    return ImageFont.truetype(face[0], size, face[1]) if face else ImageFont.load_default(size)
