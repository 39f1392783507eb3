"""The request model, compared with a second, independent statement of imini's rules."""

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.requests.errors import BadOption
from bot.requests.models import model_named
from bot.requests.request import Aspect, ImagineRequest, Reference
from tests.support.jobs import a_request

# https://docs.imini.ai, POST /v1/images/generate of openai/gpt-image-2.
RATIOS = ["1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9", "9:21"]
RESOLUTIONS = ["1K", "2K", "4K"]
QUALITIES = ["low", "medium", "high"]
REFERENCE_TYPES = ["asset", "style"]
BODY = jsonschema.Draft202012Validator(
    {
        "type": "object",
        "additionalProperties": False,
        "required": ["model", "prompt", "resolution", "aspect_ratio", "quality"],
        "properties": {
            "model": {"const": "openai/gpt-image-2"},
            "prompt": {"type": "string", "minLength": 1, "maxLength": 32_000, "pattern": r"\S"},
            "resolution": {"enum": RESOLUTIONS},
            "aspect_ratio": {"enum": RATIOS},
            "quality": {"enum": QUALITIES},
            "num": {"type": "integer", "minimum": 1, "maximum": 10},
            "images": {
                "type": "array",
                "minItems": 1,
                "maxItems": 3,
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["url", "reference_type"],
                    "properties": {
                        "url": {
                            "type": "string",
                            "pattern": r"^(https?://[^\s/?#]|data:image/[a-z0-9.+-]+;base64,[A-Za-z0-9+/])",
                        },
                        "reference_type": {"enum": REFERENCE_TYPES},
                    },
                },
            },
        },
    }
)

MODEL = model_named("openai/gpt-image-2")
PNG = "data:image/png;base64,iVBORw0KGgo="
WEB = "https://cdn.discordapp.com/attachments/1/2/a.png?ex=1&is=2&hm=3&"

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
# Letters, digits, punctuation and symbols can be seen; the controls that mean something are in it as well.
written = st.text(st.characters(categories=["L", "N", "P", "S"], include_characters=" \t\n"), max_size=200)
prompts = written.map("fox {}".format) | st.integers(31_990, 32_000).map(lambda length: "狐" * length)
urls = st.sampled_from([PNG, WEB, "http://127.0.0.1:8080/a.png", "data:image/svg+xml;base64,PHN2Zz4="])
references = st.fixed_dictionaries({"url": urls}, optional={"reference_type": st.sampled_from(REFERENCE_TYPES)})
valid = st.fixed_dictionaries(
    {"prompt": prompts},
    optional={
        "model": st.just("openai/gpt-image-2"),
        "resolution": st.sampled_from(RESOLUTIONS),
        "aspect_ratio": st.sampled_from(RATIOS),
        "quality": st.sampled_from(QUALITIES),
        "num": st.integers(1, 10),
        "images": st.lists(references, max_size=3),
    },
)

anything = st.none() | st.booleans() | st.floats() | st.lists(st.integers(), max_size=3)


def other_than(allowed: list[str]) -> st.SearchStrategy[object]:
    """Values that are not among a field's choices."""
    return anything | st.integers() | text.filter(lambda value: value not in allowed)


INVALID_URLS = (
    *("", " ", "a.png", "//host/a.png", "ftp://host/a.png", "file:///etc/passwd", "javascript:alert(1)"),
    *("https://", "https:///a.png", "https:// host/a.png", "https://host/a b.png", "https://?a"),
    *("data:,", "data:text/html;base64,aGk=", "data:image/png,rawbytes", "data:image/;base64,aGk="),
    *("data:image/png;base64,", "data:image/png;base64,&&", "data:image/png;base64,aGk=\n"),
)
invalid_images = st.one_of(
    anything.filter(bool),
    st.none(),
    text.filter(bool),
    st.lists(references, min_size=4, max_size=6),
    st.tuples(st.sampled_from(INVALID_URLS)).map(lambda url: [{"url": url[0]}]),
    st.tuples(other_than(REFERENCE_TYPES)).map(lambda kind: [{"url": WEB, "reference_type": kind[0]}]),
    st.just([{"reference_type": "asset"}]),
    st.just([{"url": WEB, "name": "a.png"}]),
    st.just([WEB]),
)
out_of_range = st.integers(max_value=0) | st.integers(min_value=11)
no_number = st.none() | st.just("") | st.just("two") | st.floats().filter(lambda value: not value.is_integer())
too_long = st.integers(32_001, 33_000).map("x".__mul__)
invalid = st.one_of(
    st.tuples(st.just("prompt"), anything | st.integers() | st.text(" \t\r\n\u3000", max_size=5) | too_long),
    st.tuples(st.just("resolution"), other_than(RESOLUTIONS)),
    st.tuples(st.just("aspect_ratio"), other_than(RATIOS)),
    st.tuples(st.just("quality"), other_than(QUALITIES)),
    st.tuples(st.just("num"), out_of_range | no_number),
    st.tuples(st.just("images"), invalid_images),
    st.tuples(text.filter(lambda name: name not in {"model", *ImagineRequest.model_fields}), anything),
)


@given(valid)
def test_every_valid_request_has_the_body_that_imini_documents(fields: dict[str, Any]) -> None:
    BODY.validate(json.loads(json.dumps(MODEL.body(ImagineRequest.parse(**fields)))))


@given(valid)
def test_every_valid_request_survives_the_way_through_its_body(fields: dict[str, Any]) -> None:
    request = ImagineRequest.parse(**fields)
    assert ImagineRequest.parse(**json.loads(json.dumps(MODEL.body(request)))) == request


@given(valid)
def test_what_was_requested_is_what_is_sent(fields: dict[str, Any]) -> None:
    body = MODEL.body(ImagineRequest.parse(**fields))
    images = [{"reference_type": "asset", **image} for image in fields.pop("images", [])]
    assert body.get("images", []) == images
    assert body["prompt"] in fields.pop("prompt")
    assert body.items() >= fields.items()


@given(fields=valid, wrong=invalid)
def test_every_invalid_request_is_refused_by_the_name_of_its_field(
    fields: dict[str, Any], wrong: tuple[str, object]
) -> None:
    name, value = wrong
    with pytest.raises(BadOption) as caught:
        ImagineRequest.parse(**{**fields, name: value})
    assert caught.value.field == name
    assert caught.value.rule
    assert caught.value.detail


def test_a_plain_request_is_sent_with_its_defaults_and_nothing_else() -> None:
    assert MODEL.body(ImagineRequest.parse(prompt=" a red fox\n")) == {
        "model": "openai/gpt-image-2",
        "prompt": "a red fox",
        "resolution": "1K",
        "aspect_ratio": "1:1",
        "quality": "medium",
        "num": 1,
    }


def test_references_are_sent_in_order() -> None:
    images = [{"url": WEB, "reference_type": "style"}, {"url": PNG, "reference_type": "asset"}]
    assert MODEL.body(a_request(images=images))["images"] == images
    assert MODEL.body(a_request(images=[Reference(url=PNG)]))["images"] == images[1:]


@pytest.mark.parametrize(
    "prompt", ["", " ", "\n\t\r", "\u3000\u00a0", "\0" * 40_000, "\u200b\ufeff\u2060", "\ufe0f\u3164"]
)
def test_a_blank_prompt_is_refused(prompt: str) -> None:
    with pytest.raises(BadOption) as caught:
        ImagineRequest.parse(prompt=prompt)
    assert (caught.value.field, caught.value.rule) == ("prompt", "string_too_short")


def test_the_longest_prompt_is_counted_after_trimming() -> None:
    assert len(a_request(prompt=f"  {'x' * 32_000}\n").prompt) == 32_000
    with pytest.raises(BadOption) as caught:
        a_request(prompt="x" * 32_001)
    assert caught.value.rule == "string_too_long"


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(BadOption) as caught:
        a_request(prompt="a \ud83e fox")
    assert caught.value.field == "prompt"


@pytest.mark.parametrize("url", INVALID_URLS)
def test_a_reference_that_imini_could_not_fetch_is_refused(url: str) -> None:
    with pytest.raises(BadOption) as caught:
        a_request(images=[{"url": url}])
    assert caught.value.field == "images"


def test_a_prompt_must_be_there() -> None:
    with pytest.raises(BadOption) as caught:
        ImagineRequest.parse(num=2)
    assert (caught.value.field, caught.value.rule) == ("prompt", "missing")


@pytest.mark.parametrize("model", ["openai/gpt-image-2", "google/nano-banana", None])
def test_a_request_that_was_stored_with_its_model_is_still_one(model: str | None) -> None:
    assert ImagineRequest.parse(model=model, prompt="a red fox") == a_request()


def test_another_prompt_changes_nothing_else() -> None:
    request = a_request(resolution="4K", images=[{"url": PNG, "reference_type": "style"}], num=3)
    assert MODEL.body(request.with_prompt(" a blue fox ")) == {**MODEL.body(request), "prompt": "a blue fox"}
    with pytest.raises(BadOption) as caught:
        request.with_prompt(" ")
    assert caught.value.field == "prompt"


def test_a_request_can_not_be_changed() -> None:
    request = a_request(images=[{"url": PNG}])
    with pytest.raises(ValidationError):
        request.prompt = ""  # type: ignore[misc]  # what is tested
    with pytest.raises(ValidationError):
        request.images[0].url = ""  # type: ignore[misc]  # what is tested


def test_the_ratios_are_all_there_and_say_width_to_height() -> None:
    assert [aspect.value for aspect in Aspect] == RATIOS
    assert Aspect.WIDE_16_9.ratio == pytest.approx(1.7778, abs=1e-4)
    assert [aspect.value for aspect in Aspect if aspect.ratio < 1] == ["2:3", "3:4", "4:5", "9:16", "9:21"]
