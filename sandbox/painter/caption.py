"""The caption of every picture: its prompt, its settings, and a mark that says it is from the sandbox."""

import unicodedata
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from sandbox.imini.sizes import Size
from sandbox.painter.tools.palette import Palette

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

MARK = "SANDBOX PICTURE"
STRIP = 8
"""Height of the strip in hundredths of the picture's shorter side, the unit of all measures here."""
MARGIN = 3.2
OVERSAMPLING = 2
"""The strip is drawn at twice its size, which smooths the badge's edge."""
SMALLEST_FONT = 6
"""Pixels, for pictures as small as icons."""
MAX_PROMPT = 90


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
    words = _fitted(legible(prompt), _font(3 * unit), left_of_mark - 2 * MARGIN * unit)
    if words:
        draw.text((MARGIN * unit, middle - 1.4 * unit), words, palette.tone(1), _font(3 * unit), "lm")
    place = (MARGIN * unit, middle + 1.8 * unit if words else middle)
    draw.text(place, settings, palette.tone(0.8), _font(2 * unit), "lm")
    return band.reduce(OVERSAMPLING)


def legible(prompt: str) -> str:
    """The words of a prompt that Pillow's font has glyphs for, without accents."""
    plain = unicodedata.normalize("NFKD", prompt.encode("utf-8", "replace").decode())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(word for word in letters[: 8 * MAX_PROMPT].split() if all(map(_has_glyph, word)))


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
def _has_glyph(letter: str) -> bool:
    return letter.isprintable() and _drawn(letter) != _drawn("\uffff")


def _drawn(letter: str) -> bytes:
    cell = Image.new("L", (48, 48))
    ImageDraw.Draw(cell).text((8, 8), letter, 255, _font(20))
    return cell.tobytes()


def _font(size: float) -> Font:
    return ImageFont.load_default(max(size, SMALLEST_FONT))
