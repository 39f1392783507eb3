"""Submitted modals, as Discord sends them, and their handlers.

https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-modal-submit-data-structure
"""

import re
from typing import Any
from unittest.mock import Mock, create_autospec

import discord
import pytest

from bot.jobs.errors import PermissionDenied, UnknownJob
from cogs.gate.gate import Gate
from cogs.interactions.error_handler import ErrorHandler
from cogs.interactions.modals import ModalRouter, ModalValues
from cogs.interactions.responses import InitialResponses

FILE = {"id": "7", "filename": "fox.png", "url": "https://cdn.discordapp.com/fox.png", "size": 9, "ephemeral": True}
DATA: dict[str, Any] = {
    "custom_id": "pet:12",
    "components": [
        {"type": 10, "id": 1},
        {"type": 18, "id": 2, "component": {"type": 4, "id": 3, "custom_id": "name", "value": "Foxy"}},
        {"type": 18, "id": 4, "component": {"type": 3, "id": 5, "custom_id": "kind", "values": ["fox"]}},
        {"type": 18, "id": 6, "component": {"type": 19, "id": 7, "custom_id": "images", "values": ["8", "7"]}},
        {"type": 18, "id": 8, "component": {"type": 19, "id": 9, "custom_id": "none", "values": []}},
    ],
    "resolved": {"attachments": {"7": FILE, "8": {**FILE, "id": "8", "filename": "wolf.png"}}},
}


class Handler:
    """A handler that records what it got."""

    def __init__(self, error: Exception | None = None) -> None:
        self.got: list[tuple[str, ModalValues]] = []
        self._error = error

    async def submit(self, _: discord.Interaction[Any], match: re.Match[str], filled: ModalValues) -> None:
        self.got.append((match["number"], filled))
        if self._error:
            raise self._error


def _interaction(kind: discord.InteractionType = discord.InteractionType.modal_submit) -> Mock:
    return Mock(spec=discord.Interaction, type=kind, data=DATA)


def _gate(refusal: Exception | None = None) -> Mock:
    gate: Mock = create_autospec(Gate, instance=True)
    gate.check_form.side_effect = refusal
    return gate


def _router(gate: Mock | None = None, errors: Mock | None = None) -> ModalRouter:
    return ModalRouter(gate or _gate(), errors or Mock(spec=ErrorHandler), Mock(spec=InitialResponses))


def test_texts_choices_and_files_are_read() -> None:
    filled = ModalValues.parse(DATA)
    assert (filled.value("name"), filled.value("kind")) == ("Foxy", "fox")
    assert [image.filename for image in filled.attachments("images")] == ["wolf.png", "fox.png"]
    assert (filled.attachments("images")[1].url, filled.attachments("images")[1].size) == (FILE["url"], 9)
    assert filled.attachments("none") == []


def test_a_field_that_did_not_come_is_empty() -> None:
    label = {"type": 18, "id": 2, "component": {"type": 4, "id": 3, "custom_id": "name", "value": None}}
    filled = ModalValues.parse({"custom_id": "pet:12", "components": [label]})
    assert (filled.value("name"), filled.value("kind"), filled.attachments("images")) == ("", "", [])


async def test_a_modal_goes_to_the_handler_of_its_custom_id() -> None:
    router, pets, others = _router(), Handler(), Handler()
    router.add(r"pet:(?P<number>\d+)", pets.submit)
    router.add(r"pet:(?P<number>\d)", others.submit)
    await router.on_interaction(_interaction())
    assert [number for number, _ in pets.got] == ["12"]
    assert others.got == []


async def test_a_modal_without_a_handler_is_an_unknown_job() -> None:
    errors, interaction = Mock(spec=ErrorHandler), _interaction()
    await _router(errors=errors).on_interaction(interaction)
    ((_, error),) = (call.args for call in errors.handle.await_args_list)
    assert isinstance(error, UnknownJob)


async def test_what_is_no_modal_is_left_alone() -> None:
    router, pets = _router(), Handler()
    router.add(r"pet:(?P<number>\d+)", pets.submit)
    await router.on_interaction(_interaction(discord.InteractionType.component))
    assert pets.got == []


@pytest.mark.parametrize("error", [PermissionDenied(), KeyError("a bug")])
async def test_what_goes_wrong_is_handled_like_everywhere_else(error: Exception) -> None:
    errors = Mock(spec=ErrorHandler)
    router, interaction = _router(errors=errors), _interaction()
    router.add(r"pet:(?P<number>\d+)", Handler(error).submit)
    await router.on_interaction(interaction)
    errors.handle.assert_awaited_once_with(interaction, error)


async def test_a_modal_that_the_gate_refuses_reaches_no_handler() -> None:
    refusal, errors, pets, interaction = PermissionDenied(), Mock(spec=ErrorHandler), Handler(), _interaction()
    gate = _gate(refusal)
    router = _router(gate, errors)
    router.add(r"pet:(?P<number>\d+)", pets.submit)
    await router.on_interaction(interaction)
    gate.check_form.assert_awaited_once_with(interaction, "pet:12")
    errors.handle.assert_awaited_once_with(interaction, refusal)
    assert pets.got == []
