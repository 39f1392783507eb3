"""Fills in modals as Discord's client does: a field keeps the bot's value until the member changes it."""

from collections.abc import Iterator
from typing import Any

import simcord

TEXT, SELECT = 4, 3
"""Types of components (https://discord.com/developers/docs/components/reference)."""

File = tuple[str, bytes]


def fields(opened: simcord.InteractionResult) -> dict[str, dict[str, Any]]:
    """The fields of a modal by their custom_ids, each with its ``description``."""
    assert opened.modal, "no modal was opened"
    labels: list[dict[str, Any]] = opened.modal["components"]
    return {
        label["component"]["custom_id"]: {"description": label.get("description"), **label["component"]}
        for label in labels
    }


def filled_in(opened: simcord.InteractionResult) -> dict[str, Any]:
    """The values with which the modal opens."""
    return dict(_prefilled(fields(opened)))


async def submit(
    member: simcord.MemberActor, opened: simcord.InteractionResult, **answers: str | list[File] | list[str]
) -> simcord.InteractionResult:
    """``member`` changes some fields (a select by its value, or by several) and submits the modal."""
    form = fields(opened)
    values = dict(_prefilled(form))
    for name, answer in answers.items():
        values[name] = [answer] if form[name]["type"] == SELECT and isinstance(answer, str) else answer
    return await member.submit_modal(opened, values)


def _prefilled(form: dict[str, dict[str, Any]]) -> Iterator[tuple[str, Any]]:
    for name, field in form.items():
        if field["type"] == TEXT:
            yield name, field.get("value") or ""
        elif field["type"] == SELECT:
            yield name, [option["value"] for option in field["options"] if option["default"]]
