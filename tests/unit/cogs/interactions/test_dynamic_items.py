"""Buttons and selects by their custom_id alone, also by those that no version of the bot makes."""

import re
from typing import Any
from unittest.mock import Mock, create_autospec

import discord
import pytest
from discord import ui

from bot.jobs.errors import UnknownJob, UnknownPicture
from bot.requests.errors import AtHighestQuality
from cogs.cards.custom_ids import (
    BUTTON_TEMPLATE,
    PAGE_TEMPLATE,
    SELECT_TEMPLATE,
    Action,
    PageAction,
    Target,
    custom_id,
    marked,
    page_id,
)
from cogs.interactions.dynamic_items import button_class, page_class, select_class
from cogs.interactions.error_handler import ErrorHandler

INTERACTION = Mock(spec=discord.Interaction)
JOB = "0123456789"


class Recorder:
    """What the handlers were called with, and the errors that the member saw."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self.errors = create_autospec(ErrorHandler, instance=True)

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


@pytest.mark.parametrize("action", Action)
async def test_a_button_says_what_is_done_to_which_job(recorder: Recorder, action: Action) -> None:
    await use(button_class(recorder.press, recorder.errors), BUTTON_TEMPLATE, custom_id(action, JOB))
    assert recorder.calls == [(action, JOB)]
    assert recorder.shown == []


@pytest.mark.parametrize("target", [JOB, str(Target(JOB, 7)), "odd:\n"])
async def test_a_button_does_the_same_on_whatever_message_it_is(recorder: Recorder, target: str) -> None:
    for identity in (custom_id(Action.DELETE, target), marked(custom_id(Action.DELETE, target), f"card-{JOB}")):
        await use(button_class(recorder.press, recorder.errors), BUTTON_TEMPLATE, identity)
    assert recorder.calls == [(Action.DELETE, target)] * 2


@pytest.mark.parametrize("state", ["", "3:a\nb:c"])
async def test_a_button_of_a_page_carries_its_state(recorder: Recorder, state: str) -> None:
    await use(
        page_class(dict.fromkeys(PageAction, recorder.press), recorder.errors),
        PAGE_TEMPLATE,
        page_id(PageAction.PAGE, state),
    )
    assert recorder.calls == [(state,)]


@pytest.mark.parametrize("identity", [f"imagine:dance:{JOB}", "imagine::", "imagine:Again:\n"])
async def test_a_button_that_this_version_does_not_have_is_an_unknown_job(recorder: Recorder, identity: str) -> None:
    await use(button_class(recorder.press, recorder.errors), BUTTON_TEMPLATE, identity)
    assert recorder.calls == []
    assert recorder.shown == [UnknownJob]


async def test_a_select_or_page_that_this_version_does_not_have_is_an_unknown_job(recorder: Recorder) -> None:
    await use(select_class(recorder.press, recorder.errors), SELECT_TEMPLATE, f"imagine-pick:dance:{JOB}")
    await use(page_class({}, recorder.errors), PAGE_TEMPLATE, "imagine-own:dance:1")
    assert recorder.shown == [UnknownJob, UnknownJob]


async def test_a_choice_of_nothing_gets_an_error(recorder: Recorder) -> None:
    await use(select_class(recorder.press, recorder.errors), SELECT_TEMPLATE, f"imagine-pick:vary:{JOB}")
    assert recorder.calls == []
    assert recorder.shown == [UnknownPicture]


async def test_what_a_handler_raises_is_shown(recorder: Recorder) -> None:
    async def press(*_: object) -> None:
        raise AtHighestQuality

    await use(button_class(press, recorder.errors), BUTTON_TEMPLATE, custom_id(Action.SHARPER, JOB))
    assert recorder.shown == [AtHighestQuality]
