"""Whatever the painter knows, it can paint."""

import io

import pytest
from PIL import Image, ImageChops, ImageStat

from sandbox.painter.painter import paint
from sandbox.painter.words.vocabulary import FIGURES, GROUNDS, LIGHTS, SKIES, WEATHERS


def painted(prompt: str, seed: int = 3) -> Image.Image:
    return Image.open(io.BytesIO(paint(prompt, (208, 160), seed=seed, quality="low"))).convert("RGB")


def difference(one: Image.Image, other: Image.Image) -> float:
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3


@pytest.mark.parametrize("name", [*LIGHTS, *WEATHERS, *GROUNDS, *SKIES])
def test_every_light_weather_ground_and_sky_is_painted(name: str) -> None:
    assert min(ImageStat.Stat(painted(name)).stddev) > 5


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_is_seen(name: str) -> None:
    assert difference(painted("hills, the sea, by day"), painted(f"hills, the sea, by day, a {name}")) > 0.8


@pytest.mark.parametrize("name", ["fox", "house", "boat", "flower", "robot", "bird"])
def test_a_figure_has_the_colour_that_the_prompt_gives_it(name: str) -> None:
    assert difference(painted(f"a {name} by day"), painted(f"a blue {name} by day")) > 0.3


@pytest.mark.parametrize("name", ["sea", "beach", "mountains", "hills", "forest", "desert"])
def test_a_ground_has_the_colour_that_the_prompt_gives_it(name: str) -> None:
    redness = {}
    for colour in ("red", "blue"):
        red, _, blue = ImageStat.Stat(painted(f"a {colour} {name}")).mean
        redness[colour] = red - blue
    assert redness["red"] > redness["blue"] + 5


@pytest.mark.parametrize("seed", range(8))
def test_a_green_hill_is_green_whatever_the_light_may_have_been(seed: int) -> None:
    red, green, blue = ImageStat.Stat(painted("a green hill with a rainbow", seed).crop((0, 100, 208, 140))).mean
    assert green > max(red, blue) + 10


@pytest.mark.parametrize(("thing", "ground"), [("house", True), ("castle", True), ("boat", False)])
def test_what_stands_on_land_has_ground_under_it_in_the_sea(thing: str, *, ground: bool) -> None:
    pixels = painted(f"the sea by day, a white {thing}").get_flattened_data()
    green = sum(pixel[1] > max(pixel[0], pixel[2]) + 20 for pixel in pixels if isinstance(pixel, tuple))
    assert (green > 100) == ground


def test_night_is_darker_than_day() -> None:
    night, day = (sum(ImageStat.Stat(painted(f"a hill by {light}")).mean) for light in ("night", "day"))
    assert night < 0.7 * day


@pytest.mark.parametrize("size", [(160, 368), (368, 160), (64, 64)])
def test_every_shape_of_picture_works(size: tuple[int, int]) -> None:
    picture = paint("a cat, a boat and a castle by the sea, birds, a rainbow, snow", size, seed=1)
    assert Image.open(io.BytesIO(picture)).size == size


def test_an_empty_hill_is_no_plain_picture() -> None:
    assert difference(painted("a hill by day", 1), painted("a hill by day", 2)) > 3
