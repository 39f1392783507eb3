"""The form of the prompt editor within Discord's limits, in every language.

Source of the limits: https://discord.com/developers/docs/components/reference
"""

import os
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from bot.admission.draft import Draft
from bot.requests.errors import BadOption
from bot.requests.request import MAX_COUNT, MAX_REFERENCES, Quality, ReferenceType, RequestSettings, Resolution
from cogs.discord_numbers import TEXT_INPUT_LIMIT
from cogs.imagine.prompt_form import filled_in, prompt_form
from cogs.interactions.modals import ModalValues
from tests.standin.calls import Call
from tests.standin.spec import VARIABLE, load
from tests.support.locales import CATALOGS, LOCALES

LIMITS = {
    "title": 45,
    "label": 45,
    "description": 100,
    "placeholder": 100,
    "custom_id": 100,
    "value": TEXT_INPUT_LIMIT,
}
FIELDS, OPTIONS_LIMIT = 5, 25
ALICE, BOB = 10, 11
IMAGES = [{"url": f"https://cdn.discordapp.com/{number}.png"} for number in range(MAX_REFERENCES)]


def _draft(prompt: str = "a red fox", images: Sequence[dict[str, str]] = (), **fields: Any) -> Draft:
    shown = {name: fields.pop(name) for name in ("private", "spoiler", "reference") if name in fields}
    return Draft(RequestSettings.parse(images=images, **fields), prompt, **shown)


def _form(draft: Draft, locale: str = "en-US") -> dict[str, Any]:
    return prompt_form("imagine-editor:x", draft, ALICE, CATALOGS(locale), lambda one: 1000 * one.num).to_dict()


def _values(part: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - JSON
    if isinstance(part, dict):
        yield from ((name, value) for name, value in part.items() if isinstance(value, str))
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from _values(inner)


def _untouched(form: dict[str, Any], **answers: list[str]) -> ModalValues:
    """What Discord sends if a member changes no more than ``answers``."""
    fields = [label["component"] for label in form["components"]]
    return ModalValues({field["custom_id"]: _given(field) for field in fields} | answers, {})


def _given(field: dict[str, Any]) -> list[str]:
    chosen = [option["value"] for option in field.get("options", ()) if option["default"]]
    return chosen or [field.get("value", "")]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("references", range(MAX_REFERENCES + 1))
async def test_the_form_stays_within_discords_limits(locale: str, references: int) -> None:
    form = _form(_draft("x" * TEXT_INPUT_LIMIT, IMAGES[:references]), locale)
    assert len(form["components"]) <= FIELDS
    assert all(len(label["component"].get("options", ())) <= OPTIONS_LIMIT for label in form["components"])
    too_long = [(name, value) for name, value in _values(form) if len(value) > LIMITS.get(name, 100)]
    assert too_long == []
    assert all(value for _, value in _values(form))


@pytest.mark.skipif(VARIABLE not in os.environ, reason="needs Discord's OpenAPI document")
@pytest.mark.parametrize("references", range(MAX_REFERENCES + 1))
async def test_the_form_is_what_discords_document_describes(references: int) -> None:
    spec = load(os.environ[VARIABLE])
    assert spec
    form = _form(_draft(images=IMAGES[:references]))
    body = {"type": 9, "data": {**form, "components": [_without_file_types(label) for label in form["components"]]}}
    assert list(spec.check(Call("POST", "/interactions/1/token/callback", {}, body, {}, None))) == []


def _without_file_types(label: dict[str, Any]) -> dict[str, Any]:
    """A label without the field that the document does not have yet."""
    component = {name: value for name, value in label["component"].items() if name != "file_types"}
    return {**label, "component": component}


@pytest.mark.parametrize("resolution", Resolution)
@pytest.mark.parametrize("quality", Quality)
async def test_an_untouched_form_brings_back_what_it_was_filled_in_with(
    resolution: Resolution, quality: Quality
) -> None:
    draft = _draft(
        images=[{**image, "reference_type": "style"} for image in IMAGES],
        resolution=resolution,
        quality=quality,
        num=MAX_COUNT,
        aspect_ratio="21:9",
        private=True,
        spoiler=True,
        reference=ReferenceType.STYLE,
    )
    back = filled_in(draft, ALICE, _untouched(_form(draft)))
    assert (back.settings, back.prompt) == (draft.settings, draft.prompt)
    assert (back.private, back.spoiler, back.reference) == (True, True, ReferenceType.STYLE)
    assert not back.ratio_chosen


async def test_what_is_on_and_off_is_what_the_member_left_on() -> None:
    draft = _draft(images=IMAGES, private=True)
    back = filled_in(draft, ALICE, _untouched(_form(draft), options=["spoiler", "style", "4"]))
    assert (back.private, back.spoiler, back.settings.num) == (False, True, 4)
    assert {image.reference_type for image in back.settings.images} == {ReferenceType.STYLE}


async def test_references_can_be_removed() -> None:
    draft = _draft(images=IMAGES)
    back = filled_in(draft, ALICE, _untouched(_form(draft), options=["remove"]))
    assert (back.settings.images, back.references_from, back.sources) == ((), None, ())


async def test_several_numbers_of_pictures_are_none() -> None:
    draft = _draft()
    with pytest.raises(BadOption) as refused:
        filled_in(draft, ALICE, _untouched(_form(draft), options=["2", "4"]))
    assert (refused.value.field, refused.value.rule) == ("num", "several")


async def test_a_ratio_that_the_member_changed_is_their_choice() -> None:
    draft = _draft()
    assert filled_in(draft, ALICE, _untouched(_form(draft), aspect=["16:9"])).ratio_chosen


async def test_a_form_of_an_earlier_version_leaves_all_else_as_it_was() -> None:
    draft = _draft(private=True, spoiler=True, reference=ReferenceType.STYLE)
    values = _untouched(_form(draft)).values
    earlier = {name: value for name, value in values.items() if name != "options"} | {"count": ["4"]}
    back = filled_in(draft, ALICE, ModalValues(earlier, {}))
    assert (back.settings.num, back.private, back.spoiler, back.reference) == (4, True, True, ReferenceType.STYLE)


@pytest.mark.parametrize(("user_id", "private"), [(ALICE, False), (BOB, True)])
async def test_only_the_requester_of_a_hidden_job_can_make_it_public(user_id: int, *, private: bool) -> None:
    draft = Draft(RequestSettings(), "a fox", private=True, parent="0a1b2c3d4e", parent_user=ALICE, parent_hidden=True)
    assert filled_in(draft, user_id, _untouched(_form(draft), options=[])).private == private


async def test_a_form_without_a_prompt_has_an_empty_field() -> None:
    assert "value" not in _form(_draft(""))["components"][0]["component"]
