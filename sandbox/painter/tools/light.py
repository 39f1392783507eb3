"""The times of day: the colours of the sky, and what they do to everything below it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.painter.tools.palette import Colour, mixed, times


@dataclass(frozen=True, slots=True)
class Light:
    """``sky`` from top to horizon. ``ambient`` multiplies the colours of things; ``lamp`` is the sun or the moon.

    ``mist`` is the air in front of distant things, ``rim`` the light on edges, and ``rim_share`` how strong that is,
    from 0 to 1. ``lit`` says that windows are lit.
    """

    name: str
    sky: tuple[Colour, ...]
    ambient: Colour
    lamp: Colour
    mist: Colour
    rim: Colour
    rim_share: float
    stars: float = 0.0
    lit: bool = False

    @property
    def low(self) -> bool:
        """Whether the sun is near the horizon."""
        return self.name in ("sunset", "dawn")

    @property
    def in_space(self) -> bool:
        """Whether there is no air, and so no cloud."""
        return self.name == "space"

    @property
    def haze(self) -> Colour:
        """The air at the horizon."""
        return self.sky[-1]

    def on(self, colour: Colour, away: float = 0.0) -> Colour:
        """A colour in this light; ``away`` from 0 (near) to 1 (at the horizon)."""
        return mixed(times(colour, self.ambient), self.mist, 0.88 * away)

    def above(self, share: float) -> Colour:
        """The colour of the sky at a share of the way from the top to the horizon."""
        return between(self.sky, share)


def between(colours: Sequence[Colour], share: float) -> Colour:
    """The colour at a share of the way through evenly spaced ones."""
    place = min(max(share, 0.0), 1.0) * (len(colours) - 1)
    first = min(int(place), len(colours) - 2)
    return mixed(colours[first], colours[first + 1], place - first)


DAY = Light(
    "day",
    sky=((64, 152, 220), (118, 190, 236), (188, 226, 242), (246, 240, 220)),
    ambient=(255, 252, 244),
    lamp=(255, 247, 214),
    mist=(196, 224, 226),
    rim=(255, 255, 240),
    rim_share=0.25,
)
DAWN = Light(
    "dawn",
    sky=((96, 124, 188), (164, 156, 204), (236, 176, 186), (255, 220, 180)),
    ambient=(250, 222, 218),
    lamp=(255, 240, 205),
    mist=(226, 172, 184),
    rim=(255, 226, 196),
    rim_share=0.4,
)
SUNSET = Light(
    "sunset",
    sky=((44, 40, 98), (112, 58, 128), (212, 84, 108), (248, 144, 92), (255, 214, 142)),
    ambient=(226, 166, 158),
    lamp=(255, 236, 178),
    mist=(206, 104, 116),
    rim=(255, 196, 120),
    rim_share=0.6,
    stars=0.25,
    lit=True,
)
NIGHT = Light(
    "night",
    sky=((9, 14, 44), (20, 32, 84), (42, 58, 126), (88, 98, 166)),
    ambient=(150, 158, 214),
    lamp=(255, 246, 214),
    mist=(74, 88, 158),
    rim=(206, 220, 255),
    rim_share=0.6,
    stars=1.0,
    lit=True,
)
GREY = Light(
    "grey",
    sky=((84, 100, 122), (122, 140, 158), (164, 178, 188), (200, 208, 208)),
    ambient=(206, 214, 222),
    lamp=(238, 240, 236),
    mist=(188, 198, 202),
    rim=(236, 242, 246),
    rim_share=0.2,
)
WINTER = Light(
    "winter",
    sky=((120, 168, 208), (168, 202, 226), (210, 226, 236), (244, 236, 232)),
    ambient=(240, 244, 255),
    lamp=(255, 250, 236),
    mist=(196, 214, 236),
    rim=(255, 255, 255),
    rim_share=0.35,
)
SPACE = Light(
    "space",
    sky=((10, 8, 30), (26, 18, 62), (54, 32, 98), (92, 52, 128)),
    ambient=(206, 200, 240),
    lamp=(255, 240, 220),
    mist=(84, 52, 124),
    rim=(214, 200, 255),
    rim_share=0.6,
    stars=1.6,
    lit=True,
)

LIGHTS = {light.name: light for light in (DAY, DAWN, SUNSET, NIGHT)}
"""Those that a prompt can name."""
