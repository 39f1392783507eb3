"""What the bot has answered: whether that is sane, and what it offers for use."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from discord import InteractionType
from simcord.backend.models import Interaction as Record
from simcord.components import walk_components
from simcord.types import HttpLogEntry

from tests.integration.fuzz.interactions import Form, Press
from tests.integration.modals import SELECT
from tests.support.limits import violations

TITLE, CHOICES, CHOICE = 45, 25, 100
"""The most characters of a form's title, choices of a list, characters of a choice."""


def offers(record: Record, components: Iterable[Any]) -> Iterator[Press | Form]:
    """What Discord's client lets a member do with an answer: with its form, or its message's ``components``."""
    if record.modal:
        yield Form(record.modal["custom_id"])
    for component in walk_components(components):
        if "custom_id" in component:
            yield Press(component["custom_id"], ["1"] if component["type"] == SELECT else None)


def faults(record: Record, calls: Iterable[HttpLogEntry]) -> Iterator[str]:
    """What is wrong with the answer to an interaction, given all that the bot has sent since."""
    calls = list(calls)
    first = [call for call in calls if call.path.startswith(f"/interactions/{record.id}/")]
    if len(first) != 1 or not record.responded:
        yield f"{len(first)} first answers, of which Discord has taken {'one' if record.responded else 'none'}"
    if record.type == InteractionType.autocomplete.value and record.autocomplete_choices is None:
        yield "no suggestions for somebody who is typing"
    for call in calls:
        if isinstance(call.json, Mapping):
            yield from _beyond_limits(call.json.get("data") or call.json)


def _beyond_limits(body: Mapping[str, Any]) -> Iterator[str]:
    yield from violations(body.get("components") or ())
    if len(body.get("title", "")) > TITLE:
        yield f"a form's title of {len(body['title'])} characters"
    choices = body.get("choices", ())
    if len(choices) > CHOICES:
        yield f"a list of {len(choices)} choices"
    for choice in choices:
        if not (1 <= len(choice["name"]) <= CHOICE and 1 <= len(choice["value"]) <= CHOICE):
            yield f"a choice that is too short or too long: {choice}"
