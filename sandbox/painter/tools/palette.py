"""Colours that match: a range of hues from dark to light, in the perceptual colour space OKLCH."""

import math
import random
import re
from dataclasses import dataclass

Colour = tuple[int, int, int]

NAMED_HUES = {
    "red": 25, "fox": 40, "orange": 55, "sunset": 45, "gold": 80, "yellow": 85, "green": 150, "forest": 155,
    "teal": 190, "sea": 225, "blue": 255, "night": 275, "violet": 300, "purple": 305, "pink": 350, "rose": 5,
    "红": 25, "橙": 55, "黄": 85, "绿": 150, "蓝": 255, "紫": 305, "粉": 350,
}  # fmt: skip
"""Words of a prompt that decide its main hue, in degrees."""

MUDDY = (75, 135)
"""Range of hues in degrees that look like mud when dark, so none is chosen at random."""

COOLEST = 280
"""The hue, in degrees, that looks coldest."""


@dataclass(frozen=True, slots=True)
class Palette:
    """``hue`` is in the middle of a range of ``swing`` hues (both in degrees); ``chroma`` is their strength, 0..0.4."""

    hue: float
    swing: float
    chroma: float

    def tone(self, level: float) -> Colour:
        """The colour at ``level``, from 0 (dark) to 1 (light)."""
        level = min(max(level, 0.0), 1.0)
        strength = 0.35 + 0.65 * math.sin(math.pi * (0.1 + 0.8 * level))
        return oklch(0.15 + 0.79 * level, self.chroma * strength, self.hue + self.swing * (level - 0.55))

    def accent(self, level: float) -> Colour:
        """A complementary colour, from 0 (dark) to 1 (light)."""
        return oklch(0.3 + 0.6 * level, self.chroma * 1.1, self.hue + 180)


def choose(prompt: str, rng: random.Random) -> Palette:
    """The palette of a prompt: around the hue that it names, else around a random one."""
    return around(_named_hue(prompt.lower()) or rng.uniform(MUDDY[1], 360 + MUDDY[0]), rng)


def around(hue: float, rng: random.Random) -> Palette:
    """A palette around ``hue`` (degrees). Of the two directions, the one with the cooler dark end."""
    swing = rng.uniform(70, 150)
    warmth = {way: abs((hue - way * swing / 2 - COOLEST + 180) % 360 - 180) for way in (-1, 1)}
    return Palette(hue + rng.uniform(-8, 8), swing * min(warmth, key=warmth.__getitem__), rng.uniform(0.11, 0.16))


def _named_hue(prompt: str) -> int | None:
    """The hue of the first colour word. Chinese has no spaces, so its words match anywhere."""
    found = re.search("|".join(rf"\b{word}\b" if word.isascii() else word for word in NAMED_HUES), prompt)
    return NAMED_HUES[found[0]] if found else None


def oklch(lightness: float, chroma: float, hue: float) -> Colour:
    """sRGB of an OKLCH colour: lightness 0..1, chroma 0..0.4, hue in degrees (https://www.w3.org/TR/css-color-4/#ok-lab)."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _encoded(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
        _encoded(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
        _encoded(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short),
    )


def _encoded(linear: float) -> int:
    value = 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
    return round(255 * min(max(value, 0.0), 1.0))


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """The one with a share (0..1) of the other."""
    share = min(max(share, 0.0), 1.0)
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def times(one: Colour, other: Colour) -> Colour:
    """A colour under coloured light."""
    red, green, blue = (a * b // 255 for a, b in zip(one, other, strict=True))
    return red, green, blue
