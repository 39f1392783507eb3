"""What the painter finds in a prompt."""

import pytest

from sandbox.painter.figures.catalogue import FIGURES
from sandbox.painter.words.plan import MAX_FIGURES, Plan, Thing
from sandbox.painter.words.reading import read
from sandbox.painter.words.vocabulary import FIGURES as NAMED
from sandbox.painter.words.vocabulary import VOCABULARY, Topic


def test_a_scene_is_read_with_its_light_its_ground_and_its_colours() -> None:
    assert read("A red fox on a hill at night, under the moon") == Plan(
        light="night", grounds=frozenset({"hills"}), sky=(Thing("moon"),), figures=(Thing("fox", "red"),)
    )


def test_chinese_is_read_as_well() -> None:
    assert read("月亮下的山坡上有一只红色的狐狸") == Plan(
        grounds=frozenset({"hills"}), sky=(Thing("moon"),), figures=(Thing("fox", "red"),)
    )


@pytest.mark.parametrize(
    ("prompt", "colours"),
    [
        ("a red house and a blue boat", ["red", "blue"]),
        ("a white rabbit in a purple forest", ["white"]),
        ("a small grey cat", ["grey"]),
        ("蓝色的猫和白兔", ["blue", "white"]),
        ("a goldfish", [None]),
        ("黄昏的灯塔", [None]),
    ],
)
def test_a_colour_belongs_to_the_thing_behind_it(prompt: str, colours: list[str | None]) -> None:
    assert [thing.colour for thing in read(prompt).figures] == colours


@pytest.mark.parametrize(
    ("prompt", "count"),
    [
        ("a cat", 1),
        ("cats", 3),
        ("two cats", 2),
        ("a flock of birds", 6),
        ("三只猫", 3),
        ("foxes", 3),
        ("wolves", 3),
        ("ten red birds", 10),
        ("a dozen lanterns", 12),
        ("12 cats", 12),
        ("十二只猫", 12),
        ("two pine trees", 2),
    ],
)
def test_numbers_and_plurals_are_counted(prompt: str, count: int) -> None:
    assert [thing.count for thing in read(prompt).figures] == [count]


def test_a_colour_of_no_thing_is_the_mood() -> None:
    assert read("everything in blue").mood == "blue"
    assert read("a fox in a purple city").mood == "purple"


@pytest.mark.parametrize(
    ("prompt", "tints"),
    [
        ("a green hill with a rainbow", {("hills", "green")}),
        ("绿色的山坡", {("hills", "green")}),
        ("a golden desert", {("desert", "gold")}),
        ("a white rabbit in a purple forest by the red sea", {("forest", "purple"), ("sea", "red")}),
        ("a red fox on a hill", set()),
    ],
)
def test_a_ground_has_the_colour_that_the_prompt_gives_it(prompt: str, tints: set[tuple[str, str]]) -> None:
    plan = read(prompt)
    assert plan.tints == tints
    assert plan.mood is None


def test_a_later_prompt_colours_a_ground_anew() -> None:
    plan = read("a blue hill").over(read("a green hill by a red sea"))
    assert plan.tints == {("hills", "blue"), ("sea", "red")}


@pytest.mark.parametrize("prompt", ["", "an essay about honesty", "sandbox:flagged", "blue", "你好", "\ud800"])
def test_there_is_no_plan_without_a_known_thing(prompt: str) -> None:
    assert not read(prompt)


def test_the_longest_name_wins() -> None:
    assert [thing.name for thing in read("a paper boat").figures] == ["paper boat"]
    assert [thing.name for thing in read("一只熊猫").figures] == ["panda"]
    assert [thing.name for thing in read("孤岛上的棕榈树").figures] == ["palm"]
    assert read("翻滚的云海").grounds == frozenset()


def test_morning_mist_is_in_the_morning() -> None:
    plan = read("晨雾中的古桥")
    assert (plan.light, plan.weather) == ("dawn", "fog")


@pytest.mark.parametrize(
    "prompt", ["城市的烟花", "a sea lion in the city", "城市里的松鼠", "穿过城市的火车", "two ice creams in the city"]
)
def test_a_thing_that_it_cannot_paint_is_not_taken_for_a_word_in_its_name(prompt: str) -> None:
    plan = read(prompt)
    assert (plan.grounds, plan.figures, plan.weather) == (frozenset({"city"}), (), None)


def test_a_long_list_is_cut() -> None:
    assert len(read("a cat, a dog, a fox, a bear, a wolf, a fish and a car").figures) == MAX_FIGURES


def test_what_a_later_prompt_leaves_open_is_as_before() -> None:
    plan = read("in winter, with a cat").over(read("a red fox by the sea at night"))
    assert (plan.light, plan.weather, plan.grounds) == ("night", "snow", frozenset({"sea"}))
    assert plan.figures == (Thing("cat"), Thing("fox", "red"))


def test_every_figure_that_a_word_names_can_be_drawn() -> None:
    assert set(NAMED) == set(FIGURES)
    assert {name for kind, name in VOCABULARY.values() if kind is Topic.FIGURE} == set(FIGURES)
