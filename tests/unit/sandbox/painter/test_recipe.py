"""A picture made from another one shows the same scene."""

import io

import pytest
from PIL import Image, ImageChops, ImageStat

from sandbox.imini.sizes import Size
from sandbox.painter.painter import paint
from sandbox.painter.words.recipe import Recipe, found

SMALL: Size = (320, 192)
FOX = "a red fox on a hill at night"
ABSTRACT = "an essay about honesty"


def opened(picture: bytes) -> Image.Image:
    return Image.open(io.BytesIO(picture))


def difference(one: bytes, other: bytes) -> float:
    """Mean difference of two pictures at the size of the first, in levels of 255."""
    first, second = (opened(picture).convert("RGB").resize(SMALL) for picture in (one, other))
    return sum(ImageStat.Stat(ImageChops.difference(first, second)).mean) / 3


def recipe_of(picture: bytes) -> Recipe:
    recipe = found(opened(picture))
    assert recipe
    return recipe


@pytest.mark.parametrize("prompt", [FOX, ABSTRACT])
def test_a_variation_looks_like_its_picture_and_is_another_one(prompt: str) -> None:
    picture = paint(prompt, SMALL, seed=1, index=2)
    variation = paint(prompt, SMALL, seed=2, references=[picture])
    other = paint(prompt, SMALL, seed=2)
    assert 1 < difference(picture, variation) < difference(picture, other)


@pytest.mark.parametrize("prompt", [FOX, ABSTRACT])
def test_a_picture_drawn_larger_is_the_same_picture(prompt: str) -> None:
    picture = paint(prompt, SMALL, seed=1)
    larger = paint(prompt, (640, 384), seed=2, references=[picture])
    assert opened(larger).size == (640, 384)
    assert recipe_of(larger).drifts == ()
    assert difference(picture, larger) < difference(picture, paint(prompt, SMALL, seed=2, references=[picture]))


def test_another_prompt_changes_what_it_names_and_keeps_the_rest() -> None:
    picture = paint(FOX, SMALL, seed=1)
    plan = recipe_of(paint("the same, in winter", SMALL, seed=2, references=[picture])).plan
    assert (plan.light, plan.weather) == ("night", "snow")
    assert plan.shows("fox")


def test_a_picture_in_the_style_of_another_has_its_light_only() -> None:
    picture = paint("a red fox under the moon", SMALL, seed=1)
    plan = recipe_of(paint("a castle", SMALL, seed=2, references=[picture], style=True)).plan
    assert plan.light == "night"
    assert [thing.name for thing in plan.figures] == ["castle"]


def test_variations_of_variations_stay_near_the_first() -> None:
    picture = paint(FOX, SMALL, seed=0)
    latest = picture
    for seed in range(1, 8):
        latest = paint(FOX, SMALL, seed=seed, references=[latest])
    assert recipe_of(latest).seed == 0
    assert difference(picture, latest) < difference(picture, paint(FOX, SMALL, seed=9))


def test_an_image_that_was_not_painted_here_has_no_recipe() -> None:
    plain = Image.new("RGB", (8, 8))
    assert found(plain) is None
    plain.info["sandbox-recipe"] = '{"prompts": 3}'
    assert found(plain) is None
