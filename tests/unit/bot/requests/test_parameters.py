"""Parameters of other image generators in prompts: one is understood, the others are refused, prose is left alone."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.requests.errors import BadParameters, Unmeant
from bot.requests.parameters import SHOWN, read
from bot.requests.request import Aspect

WIDE = Aspect.WIDE_16_9

texts = st.text(
    st.characters(exclude_characters="-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d", exclude_categories=["Cs"]),
    max_size=60,
)
typed = st.lists(
    st.sampled_from(
        [
            "--ar",
            "--ar 16:9",
            "--ar 1:1-ar 4:3",
            "狐--v 5",
            "\u2014ar 7:4",
            "--no",
            "--v 6",
            "--",
            "-",
            "a",
            " ",
            "\n",
            "16:9",
            "cat",
            "--x",
        ]
    )
).map(" ".join)


def _refused(prompt: str) -> list[tuple[str, Unmeant]]:
    with pytest.raises(BadParameters) as refused:
        read(prompt)
    return [(problem.spelled, problem.reason) for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("prompt", "rest"),
    [
        ("a fox --ar 16:9", "a fox"),
        ("a fox --aspect 16:9", "a fox"),
        ("a fox --AR 16:9 ", "a fox"),
        ("a fox --ar=16:9", "a fox"),
        ("a fox --ar16:9", "a fox"),
        ("a fox --ar 16x9", "a fox"),
        ("a fox --ar 16/9", "a fox"),
        ("一只狐狸 --ar 16\uff1a9", "一只狐狸"),
        ("a fox --ar 1920:1080", "a fox"),
        ("a fox \u2014ar 16:9", "a fox"),
        ("a fox \u2013ar 16:9", "a fox"),
        ("a fox\u2014ar 16:9", "a fox"),
        ("a fox--ar 16:9", "a fox"),
        ("--ar 16:9 a fox", "a fox"),
        ("a fox --ar 16:9, at night", "a fox at night"),
        ("a fox\n\nat night\n--ar 16:9", "a fox\n\nat night"),
        ("a fox --ar 1:1 --ar 16:9", "a fox"),
        ("--ar 16:9", ""),
        ("a fox --aspect-ratio 16:9", "a fox"),
        ("a fox --ar 16\u00d79", "a fox"),
        ("a fox --ar 16:9,red", "a fox,red"),
        ("(a fox --ar 16:9)", "(a fox)"),
        ("一只狐狸\u2014\u2014ar 16\uff1a9", "一只狐狸"),
        ("一只狐狸 \uff0d\uff0dar\uff1a16\uff1a9\u3002", "一只狐狸"),
        ("一只狐狸--ar 16:9\uff0c夜晚", "一只狐狸\uff0c夜晚"),
        ("--ar 16:9一只狐狸", "一只狐狸"),
        ("a fox \u2212\u2212ar 16:9", "a fox"),
        ("a fox \u2011\u2011ar 16:9", "a fox"),
        ("---ar 1:1-ar 4:3 --ar 16:9", "- -ar 4:3"),
    ],
)
def test_a_ratio_is_understood_however_it_is_typed_and_leaves_the_prompt(prompt: str, rest: str) -> None:
    found = read(prompt)
    assert (found.prompt, found.aspect) == (rest, WIDE)


def test_it_is_kept_as_it_was_spelled() -> None:
    assert read("a fox \u2014Aspect 16:9.").spelled == "\u2014Aspect 16:9"
    assert read("一只狐狸 --ar 16:9。").spelled == "--ar 16:9"


@pytest.mark.parametrize(
    "prompt",
    [
        "a -- b",
        "--",
        "a fox --",
        "a program in C--",
        "a well-known red-brown fox",
        "a fox \u2014 running",
        "a fox \u2014running through snow",
        "a beach \u2014no people",
        "a plan \u2014v for victory",
        "from 1990\u20132000",
        "ls --no-color",
        "a terminal with --help on it, seen from above",
        "--Hola, amigo",
        "--sunset--",
        "-ar 16:9",
        "16:9 --3d",
        "wow--no way",
        "somebody--no@example.org",
        "https://example.org/?q=--v",
        "小说\u2014\u2014no longer",
        "ar 16:9",
        " a fox \n",
    ],
)
def test_prose_is_left_alone(prompt: str) -> None:
    found = read(prompt)
    assert (found.prompt, found.aspect) == (prompt, None)


@pytest.mark.parametrize(
    ("prompt", "problems"),
    [
        ("a fox --no dogs", [("--no", Unmeant.WITHOUT)]),
        ("a fox --v 6", [("--v 6", Unmeant.MODEL)]),
        ("a fox --v6.1", [("--v6.1", Unmeant.MODEL)]),
        ("a fox --niji", [("--niji", Unmeant.MODEL)]),
        ("a fox \u2014v 6", [("\u2014v 6", Unmeant.MODEL)]),
        ("a fox --s 250 --chaos 10", [("--s 250", Unmeant.STYLE), ("--chaos 10", Unmeant.STYLE)]),
        ("a fox --stylize 250, at night", [("--stylize 250", Unmeant.STYLE)]),
        ("a fox --iw 2", [("--iw 2", Unmeant.IMAGE)]),
        ("a fox --seed 123", [("--seed 123", Unmeant.SEED)]),
        ("a fox --q 2", [("--q 2", Unmeant.QUALITY)]),
        ("a fox --repeat 4", [("--repeat 4", Unmeant.COUNT)]),
        ("a fox --ar", [("--ar", Unmeant.RATIO)]),
        ("a fox --ar wide", [("--ar", Unmeant.RATIO)]),
        ("a fox --ar 0:9", [("--ar 0:9", Unmeant.RATIO)]),
        ("a fox --banana", [("--banana", Unmeant.UNKNOWN)]),
        ("a fox --banana split", [("--banana", Unmeant.UNKNOWN)]),
        ("a fox --v 6 --ar 16:9 --q 2", [("--v 6", Unmeant.MODEL), ("--q 2", Unmeant.QUALITY)]),
        ("a fox --ar 7:4 --v 6", [("--ar 7:4", Unmeant.RATIO_NOT_OFFERED), ("--v 6", Unmeant.MODEL)]),
        ("a fox --ar 16:9--v 6", [("--v 6", Unmeant.MODEL)]),
        ("a fox,--v 6", [("--v 6", Unmeant.MODEL)]),
        ("一只狐狸--v 6", [("--v 6", Unmeant.MODEL)]),
        ("一只狐狸\u2014\u2014v 6", [("\u2014\u2014v 6", Unmeant.MODEL)]),
        (" --v 6" * 1000, [("--v 6", Unmeant.MODEL)] * SHOWN),
    ],
)
def test_what_means_nothing_here_is_refused_each_with_its_reason(
    prompt: str, problems: list[tuple[str, Unmeant]]
) -> None:
    assert _refused(prompt) == problems


@pytest.mark.parametrize(
    ("ratio", "nearest"), [("7:4", "16:9"), ("2:1", "16:9"), ("2.39:1", "21:9"), ("1:3", "9:21"), ("1000:999", "1:1")]
)
def test_a_ratio_that_is_not_offered_is_refused_with_the_nearest_one(ratio: str, nearest: str) -> None:
    with pytest.raises(BadParameters) as refused:
        read(f"a fox --ar {ratio}")
    assert [problem.nearest for problem in refused.value.problems] == [nearest]


def test_only_what_the_model_offers_is_offered() -> None:
    with pytest.raises(BadParameters) as refused:
        read("a fox --ar 9:21", [aspect for aspect in Aspect if aspect is not Aspect.TALL_9_21])
    assert [problem.nearest for problem in refused.value.problems] == [Aspect.TALL_9_16]


@given(texts)
def test_a_text_without_dashes_is_never_touched(text: str) -> None:
    assert read(text).prompt == text


@given(texts, st.sampled_from(Aspect))
def test_a_ratio_at_the_end_leaves_the_text_before_it(text: str, aspect: Aspect) -> None:
    found = read(f"{text} --ar {aspect}")
    assert (found.prompt, found.aspect) == (text.strip(), aspect)


@given(typed)
def test_what_was_read_once_has_nothing_more_to_read(text: str) -> None:
    with suppress(BadParameters):
        found = read(text)
        assert read(found.prompt).prompt == found.prompt
