"""The form of the prompt editor within Discord's limits, in every language.

Source of the limits: https://discord.com/developers/docs/components/reference
"""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.requests.request import MAX_COUNT, MAX_REFERENCES, Quality, Resolution
from cogs.discord_numbers import TEXT_INPUT_LIMIT
from cogs.imagine.prompt_form import PROMPT, prompt_form, settings
from cogs.interactions.modals import ModalValues
from tests.support.jobs import a_request
from tests.support.locales import CATALOGS, LOCALES

LIMITS = {
    "title": 45,
    "label": 45,
    "description": 100,
    "placeholder": 100,
    "custom_id": 100,
    "value": TEXT_INPUT_LIMIT,
}
FIELDS = 5


def _form(locale: str, prompt: str = "a red fox", **fields: Any) -> dict[str, Any]:
    form = prompt_form(
        "imagine-editor:x", prompt, a_request(**fields), CATALOGS(locale), lambda request: 1000 * request.num
    )
    return form.to_dict()


def _values(part: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - JSON
    if isinstance(part, dict):
        yield from ((name, value) for name, value in part.items() if isinstance(value, str))
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from _values(inner)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("references", range(MAX_REFERENCES + 1))
async def test_the_form_stays_within_discords_limits(locale: str, references: int) -> None:
    images = [{"url": f"https://cdn.discordapp.com/{number}.png"} for number in range(references)]
    form = _form(locale, "x" * TEXT_INPUT_LIMIT, images=images)
    assert len(form["components"]) <= FIELDS
    too_long = [(name, value) for name, value in _values(form) if len(value) > LIMITS.get(name, 100)]
    assert too_long == []
    assert all(value for _, value in _values(form))


@pytest.mark.parametrize("resolution", Resolution)
@pytest.mark.parametrize("quality", Quality)
async def test_an_untouched_form_brings_back_what_it_was_filled_in_with(resolution: str, quality: str) -> None:
    request = a_request(resolution=resolution, quality=quality, num=MAX_COUNT, aspect_ratio="21:9")
    form = _form("en-US", request.prompt, **request.model_dump(exclude={"prompt"}))
    filled = ModalValues(
        {label["component"]["custom_id"]: _given(label["component"]) for label in form["components"]}, {}
    )
    assert a_request(prompt=filled.value(PROMPT), **settings(filled)) == request


def _given(field: dict[str, Any]) -> list[str]:
    chosen = [option["value"] for option in field.get("options", ()) if option["default"]]
    return chosen or [field.get("value", "")]


async def test_a_form_without_a_prompt_has_an_empty_field() -> None:
    assert "value" not in _form("en-US", "")["components"][0]["component"]
