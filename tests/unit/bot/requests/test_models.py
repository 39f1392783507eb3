"""The body for each of imini's models, and what is refused before anything is charged."""

from typing import Any

import pytest

from bot.requests.errors import BadOption
from bot.requests.models import DEFAULT, Model, model_named
from bot.requests.request import Aspect, Quality, Resolution
from tests.support.jobs import a_request

PNG = {"url": "data:image/png;base64,iVBORw0KGgo=", "reference_type": "asset"}
PRO = "google/nano-banana-pro"
ROW = Model(
    "another/model",
    prompt_limit=20,
    max_references=1,
    aspects={Aspect.SQUARE},
    resolutions={Resolution.ONE_K},
    count_field="n",
    max_count=4,
)


def test_what_a_model_offers_comes_in_the_usual_order() -> None:
    pro = model_named(PRO)
    assert pro.aspects_offered == [aspect for aspect in Aspect if aspect is not Aspect.TALL_9_21]
    assert pro.resolutions_offered == list(Resolution)
    assert (ROW.aspects_offered, ROW.resolutions_offered) == ([Aspect.SQUARE], [Resolution.ONE_K])


def test_the_default_model_accepts_all_that_a_request_can_hold() -> None:
    model = model_named(DEFAULT)
    for aspect in Aspect:
        for resolution in Resolution:
            fields = {"aspect_ratio": aspect, "resolution": resolution, "num": 10, "images": [PNG] * 3}
            model.check(a_request(prompt="x" * 32_000, quality=Quality.HIGH, **fields))


def test_a_model_with_another_name_for_the_count_is_sent_that() -> None:
    assert ROW.body(a_request(num=3, images=[PNG])) == {
        "model": "another/model",
        "prompt": "a red fox",
        "resolution": "1K",
        "aspect_ratio": "1:1",
        "quality": "medium",
        "images": [PNG],
        "n": 3,
    }


def test_a_model_without_count_and_quality_is_sent_neither() -> None:
    assert model_named(PRO).body(a_request(quality="high")) == {
        "model": PRO,
        "prompt": "a red fox",
        "resolution": "1K",
        "aspect_ratio": "1:1",
    }


@pytest.mark.parametrize(
    ("fields", "field", "limit"),
    [
        ({"prompt": "x" * 21}, "prompt", 20),
        ({"images": [PNG] * 2}, "images", 1),
        ({"num": 5}, "num", 4),
        ({"resolution": "2K"}, "resolution", None),
        ({"aspect_ratio": "9:21"}, "aspect_ratio", None),
    ],
)
def test_what_a_model_does_not_offer_is_refused_by_name(fields: dict[str, Any], field: str, limit: int | None) -> None:
    with pytest.raises(BadOption) as caught:
        ROW.check(a_request(**fields))
    assert (caught.value.field, caught.value.limit) == (field, limit)


@pytest.mark.parametrize("name", [DEFAULT, PRO, "google/nano-banana-2", "google/nano-banana"])
def test_a_model_of_the_catalogue_accepts_the_default_request(name: str, caplog: pytest.LogCaptureFixture) -> None:
    model = model_named(name)
    model.check(a_request())
    assert model.body(a_request())["model"] == name
    assert caplog.text == ""


def test_an_unknown_model_is_sent_what_the_default_accepts_and_the_log_says_so(
    caplog: pytest.LogCaptureFixture,
) -> None:
    model = model_named("openai/gpt-image-3")
    assert model.body(a_request(num=2)) == model_named(DEFAULT).body(a_request(num=2)) | {"model": "openai/gpt-image-3"}
    assert model_named("openai/gpt-image-3") is model
    assert caplog.text.count("IMINI_MODEL: this version doesn't know openai/gpt-image-3") == 1
