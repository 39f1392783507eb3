"""Whatever the painter knows, it can paint."""

import io

import pytest
from PIL import Image, ImageChops, ImageStat

from sandbox.painter.figures.catalogue import FIGURES as DRAWN
from sandbox.painter.figures.catalogue import Layer
from sandbox.painter.layout import spot_of
from sandbox.painter.painter import paint
from sandbox.painter.scenery import land, sky
from sandbox.painter.scenery.stage import Stage
from sandbox.painter.tools.dice import Dice
from sandbox.painter.tools.light import DAY
from sandbox.painter.words.reading import read
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


@pytest.mark.parametrize("thing", ["fish", "whale", "boat"])
def test_what_swims_has_water_under_it_on_land(thing: str) -> None:
    red, _, blue = painted(f"a desert by day, a white {thing}").crop((0, 100, 208, 140)).split()
    assert sum(ImageChops.subtract(blue, red).histogram()[30:]) > 100


@pytest.mark.parametrize(
    ("name", "size"), [("fish", (160, 160)), ("bird", (208, 160)), ("dog", (160, 160)), ("cat", (90, 208))]
)
@pytest.mark.parametrize("seed", range(4))
def test_no_figure_of_many_is_cut_off(name: str, size: tuple[int, int], seed: int) -> None:
    figure, plan = DRAWN[name], read(f"six {name}s by the sea")
    stage = Stage(Image.new("RGB", size), plan, DAY, Dice(str(seed)), 1, size[1], size[1] / 2, (0, 0))
    for number in range(6):
        spot = spot_of(stage, figure.place, number, 6, figure)
        reach = spot.height * (0.6 if figure.place is Layer.FRONT else 0.85)
        assert reach <= spot.at[0] <= size[0] - reach


@pytest.mark.parametrize("seed", range(6))
def test_a_named_colour_is_seen_by_day(seed: int) -> None:
    sky = painted("a yellow flower", seed).crop((0, 0, 208, 20))
    red, _, blue = ImageStat.Stat(sky).mean
    assert blue > red + 40


def test_a_red_moon_shines_red_on_the_sea() -> None:
    red, green, _ = painted("a red moon over the sea").crop((0, 80, 208, 120)).split()
    assert sum(ImageChops.subtract(red, green).histogram()[60:]) > 40


def stage_of(prompt: str, ground: str = "white") -> Stage:
    return Stage(Image.new("RGB", (208, 160), ground), read(prompt), DAY, Dice("1"), 1, 150, 80, (30, 20))


def test_a_rainbow_goes_on_below_the_horizon_to_the_ground_of_a_valley() -> None:
    stage = stage_of("a rainbow")
    sky.paint_sky(stage)
    assert max(ImageStat.Stat(stage.image.crop((0, 90, 208, 100)).convert("HSV")).extrema[1]) > 100


def test_no_grass_grows_in_space() -> None:
    stage = stage_of("space")
    ground = stage.light.on(land.soil(stage, 1.0))
    stage.image.paste(ground, (0, 0, *stage.image.size))
    land.tufts(stage, [(x, 100) for x in range(208)], Dice("1"))
    assert [low for low, _ in ImageStat.Stat(stage.image).extrema] == list(ground)


def test_the_houses_of_a_city_have_windows_down_to_the_ground() -> None:
    picture = Image.open(io.BytesIO(paint("a city at night", (160, 368), seed=1))).convert("RGB")
    red, _, blue = picture.crop((0, 235, 160, 255)).split()
    assert sum(ImageChops.subtract(red, blue).histogram()[60:]) > 40


def test_night_is_darker_than_day() -> None:
    night, day = (sum(ImageStat.Stat(painted(f"a hill by {light}")).mean) for light in ("night", "day"))
    assert night < 0.7 * day


@pytest.mark.parametrize("size", [(160, 368), (368, 160), (64, 64)])
def test_every_shape_of_picture_works(size: tuple[int, int]) -> None:
    picture = paint("a cat, a boat and a castle by the sea, birds, a rainbow, snow", size, seed=1)
    assert Image.open(io.BytesIO(picture)).size == size


def test_an_empty_hill_is_no_plain_picture() -> None:
    assert difference(painted("a hill by day", 1), painted("a hill by day", 2)) > 3
