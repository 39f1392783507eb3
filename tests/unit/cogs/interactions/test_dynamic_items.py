"""Buttons and selects by their custom_id alone, also by those that no version of the bot makes."""

import re
from collections.abc import Sequence
from typing import Any
from unittest.mock import Mock, create_autospec

import discord
import pytest
from discord import ui

from bot.admission.entry import Way
from bot.errors import UserError
from bot.jobs.errors import PermissionDenied, UnknownJob, UnknownPicture
from bot.requests.errors import AtHighestQuality
from bot.servers.errors import OutdatedPanel
from cogs.cards.custom_ids import (
    BUTTON_TEMPLATE,
    PAGE_TEMPLATE,
    PANEL_TEMPLATE,
    PICKERS,
    SELECT_TEMPLATE,
    Action,
    PageAction,
    PanelAction,
    Target,
    custom_id,
    marked,
    page_id,
    panel_id,
    pick_id,
)
from cogs.gate.entries import ACTIONS, PAGES, PANEL
from cogs.interactions.dynamic_items import button_class, page_class, panel_class, select_class
from cogs.interactions.error_handler import ErrorHandler

INTERACTION = Mock(spec=discord.Interaction)
JOB = "0123456789"


class Recorder:
    """What the handlers were called with, and the errors that the member saw."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self.ways: list[Way] = []
        self.refusal: UserError | None = None
        self.errors = create_autospec(ErrorHandler, instance=True)

    async def check(self, _: discord.Interaction[Any], way: Way) -> None:
        """Stands for the gate."""
        self.ways.append(way)
        if self.refusal:
            raise self.refusal

    async def press(self, _: discord.Interaction[Any], *call: object) -> None:
        self.calls.append(call)

    @property
    def shown(self) -> list[type[BaseException]]:
        return [type(call.args[1]) for call in self.errors.handle.await_args_list]


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


async def use(cls: type[ui.DynamicItem[Any]], template: str, identity: str) -> None:
    match = re.fullmatch(template, identity)
    assert match
    item = await cls.from_custom_id(INTERACTION, ui.Button(custom_id=identity), match)
    await item.callback(INTERACTION)


def _classes(recorder: Recorder) -> list[tuple[type[ui.DynamicItem[Any]], str, str, Way]]:
    """Every component there is: its class, template and custom_id, and the way in that it is."""
    press, check, errors = recorder.press, recorder.check, recorder.errors
    pages = page_class(dict.fromkeys(PageAction, press), check, errors)
    panel = panel_class(dict.fromkeys(PanelAction, press), check, errors)
    return [
        *((button_class(press, check, errors), BUTTON_TEMPLATE, custom_id(action, JOB), ACTIONS[action])
          for action in Action),
        *((select_class(press, check, errors), SELECT_TEMPLATE, pick_id(action, JOB, 7), ACTIONS[action])
          for action in PICKERS),
        *((pages, PAGE_TEMPLATE, page_id(verb, "1:"), PAGES[verb]) for verb in PageAction),
        *((panel, PANEL_TEMPLATE, panel_id(verb, "x"), PANEL[verb]) for verb in PanelAction),
    ]  # fmt: skip


async def test_every_component_passes_the_gate_once_and_none_that_is_refused_is_handled(recorder: Recorder) -> None:
    recorder.refusal = PermissionDenied()
    for cls, template, identity, way in _classes(recorder):
        await use(cls, template, identity)
        assert recorder.ways == [way]
        recorder.ways.clear()
    assert recorder.calls == []
    assert set(recorder.shown) == {PermissionDenied}


@pytest.mark.parametrize("action", sorted(set(Action) - PICKERS))
async def test_a_forged_picker_neither_passes_the_gate_nor_is_handled(recorder: Recorder, action: Action) -> None:
    await use(select_class(recorder.press, recorder.check, recorder.errors), SELECT_TEMPLATE, pick_id(action, JOB, 7))
    assert (recorder.ways, recorder.calls, recorder.shown) == ([], [], [UnknownJob])


@pytest.mark.parametrize("action", Action)
async def test_a_button_says_what_is_done_to_which_job(recorder: Recorder, action: Action) -> None:
    await use(button_class(recorder.press, recorder.check, recorder.errors), BUTTON_TEMPLATE, custom_id(action, JOB))
    assert recorder.calls == [(action, JOB)]
    assert recorder.shown == []


@pytest.mark.parametrize("target", [JOB, str(Target(JOB, 7)), "odd:\n"])
async def test_a_button_does_the_same_on_whatever_message_it_is(recorder: Recorder, target: str) -> None:
    for identity in (custom_id(Action.DELETE, target), marked(custom_id(Action.DELETE, target), f"card-{JOB}")):
        await use(button_class(recorder.press, recorder.check, recorder.errors), BUTTON_TEMPLATE, identity)
    assert recorder.calls == [(Action.DELETE, target)] * 2


@pytest.mark.parametrize("state", ["", "3:a\nb:c"])
async def test_a_button_of_a_page_carries_its_state(recorder: Recorder, state: str) -> None:
    await use(
        page_class(dict.fromkeys(PageAction, recorder.press), recorder.check, recorder.errors),
        PAGE_TEMPLATE,
        page_id(PageAction.PAGE, state),
    )
    assert recorder.calls == [(state,)]


@pytest.mark.parametrize("identity", [f"imagine:dance:{JOB}", "imagine::", "imagine:Again:\n"])
async def test_a_button_that_this_version_does_not_have_is_an_unknown_job(recorder: Recorder, identity: str) -> None:
    await use(button_class(recorder.press, recorder.check, recorder.errors), BUTTON_TEMPLATE, identity)
    assert recorder.calls == []
    assert recorder.shown == [UnknownJob]


async def test_a_select_or_page_that_this_version_does_not_have_is_an_unknown_job(recorder: Recorder) -> None:
    await use(
        select_class(recorder.press, recorder.check, recorder.errors), SELECT_TEMPLATE, f"imagine-pick:dance:{JOB}"
    )
    await use(page_class({}, recorder.check, recorder.errors), PAGE_TEMPLATE, "imagine-own:dance:1")
    assert recorder.shown == [UnknownJob, UnknownJob]


@pytest.mark.parametrize(("data", "values"), [({}, ()), ({"values": []}, []), ({"values": ["7", "8"]}, ["7", "8"])])
async def test_a_control_of_the_panel_hands_on_its_state_and_what_was_chosen(
    recorder: Recorder, data: dict[str, Any], values: Sequence[str]
) -> None:
    cls = panel_class({PanelAction.SET: recorder.press}, recorder.check, recorder.errors)
    identity = panel_id(PanelAction.SET, "references:0a1b2c3d")
    match = re.fullmatch(PANEL_TEMPLATE, identity)
    assert match
    item = await cls.from_custom_id(INTERACTION, ui.Button(custom_id=identity), match)
    await item.callback(Mock(spec=discord.Interaction, data=data))
    assert recorder.calls == [("references:0a1b2c3d", values)]


async def test_a_control_of_the_panel_that_this_version_does_not_have_is_explained(recorder: Recorder) -> None:
    await use(panel_class({}, recorder.check, recorder.errors), PANEL_TEMPLATE, "imagine-server:dance:1")
    assert recorder.shown == [OutdatedPanel]


async def test_a_choice_of_nothing_gets_an_error(recorder: Recorder) -> None:
    await use(
        select_class(recorder.press, recorder.check, recorder.errors), SELECT_TEMPLATE, f"imagine-pick:vary:{JOB}"
    )
    assert recorder.calls == []
    assert recorder.shown == [UnknownPicture]


async def test_what_a_handler_raises_is_shown(recorder: Recorder) -> None:
    async def press(*_: object) -> None:
        raise AtHighestQuality

    await use(button_class(press, recorder.check, recorder.errors), BUTTON_TEMPLATE, custom_id(Action.REDRAW, JOB))
    assert recorder.shown == [AtHighestQuality]
