"""Modals, filled in as a member would.

https://discord.com/developers/docs/components/reference
"""

from collections.abc import Mapping
from enum import IntEnum

from . import file_types
from .components import Kind, numbered, walk
from .files import Upload
from .options import Resolved, Unsendable
from .reply import Payload

MAX_TEXT = 4000


class Field(IntEnum):
    TEXT = 4
    FILES = 19
    RADIO = 21
    CHECKBOX = 23


Answers = Mapping[str, object]


def filled_in(modal: Payload, answers: Answers, resolved: Resolved) -> Payload:
    """The `data` of a MODAL_SUBMIT. Texts are strings, files lists of Upload, choices lists of values, boxes bools.

    Raises Unsendable for an answer to no question, and for one that the modal's own limits forbid.
    """
    components = numbered(modal["components"])
    asked = {part["custom_id"] for _, part in walk(components) if "custom_id" in part}
    if unknown := set(answers) - asked:
        raise Unsendable(f"the modal does not ask for {sorted(unknown)}, only for {sorted(asked)}")
    data: Payload = {
        "custom_id": modal["custom_id"],
        "components": [_submitted(component, answers, resolved) for component in components],
    }
    return data | ({"resolved": resolved.data} if resolved.data else {})


def _submitted(component: Payload, answers: Answers, resolved: Resolved) -> Payload:
    told: Payload = {"type": component["type"], "id": component["id"]}
    match component["type"]:
        case Kind.LABEL:
            return told | {"component": _answered(component["component"], answers, resolved)}
        case Kind.ACTION_ROW:
            return told | {"components": [_answered(part, answers, resolved) for part in component["components"]]}
        case _:
            return told


def _answered(field: Payload, answers: Answers, resolved: Resolved) -> Payload:
    told: Payload = {"type": field["type"], "id": field["id"], "custom_id": field["custom_id"]}
    answer = answers.get(field["custom_id"])
    match field["type"]:
        case Field.TEXT:
            return told | {"value": _text(field, answer)}
        case Field.CHECKBOX:
            return told | {"value": bool(answer)}
        case Field.RADIO:
            return told | {"value": answer}
        case _:
            return told | {"values": _several(field, answer, resolved)}


def _text(field: Payload, answer: object) -> str:
    text = str(field.get("value") or "") if answer is None else str(answer)
    required = _given(field, "required", 1)
    least = _given(field, "min_length", int(required)) if text or required else 0
    _within(field, len(text), least, _given(field, "max_length", MAX_TEXT))
    return text


def _several(field: Payload, answer: object, resolved: Resolved) -> list[str]:
    chosen = list(answer) if isinstance(answer, list | tuple) else []
    least = _given(field, "min_values", 1) if chosen or _given(field, "required", 1) else 0
    _within(field, len(chosen), least, _given(field, "max_values", 1))
    if hidden := [file for file in chosen if isinstance(file, Upload) and not file_types.offers(field, file)]:
        raise Unsendable(f"{field['custom_id']!r} does not offer {hidden}")
    return [resolved.upload(value) if isinstance(value, Upload) else str(value) for value in chosen]


def _given(field: Payload, name: str, default: int) -> int:
    """A limit of the field, where null stands for the default."""
    value = field.get(name)
    return default if value is None else int(value)


def _within(field: Payload, amount: int, least: int, most: int) -> None:
    if not least <= amount <= most:
        raise Unsendable(f"{field['custom_id']!r} takes {least} to {most}, not {amount}")
