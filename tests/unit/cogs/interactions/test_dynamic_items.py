"""Presses and choices by their custom_id alone, also by those that no version of the bot makes."""

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


class Heard:
    """What was asked for, and what the member was told instead of an answer."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.errors = create_autospec(ErrorHandler, instance=True)

    async def press(self, _: discord.Interaction[Any], *asked: object) -> None:
        self.asked.append(asked)

    @property
    def told(self) -> list[type[BaseException]]:
        return [type(call.args[1]) for call in self.errors.handle.await_args_list]


@pytest.fixture
def heard() -> Heard:
    return Heard()


async def use(cls: type[ui.DynamicItem[Any]], template: str, identity: str) -> None:
    match = re.fullmatch(template, identity)
    assert match
    item = await cls.from_custom_id(INTERACTION, ui.Button(custom_id=identity), match)
    await item.callback(INTERACTION)


@pytest.mark.parametrize("action", Action)
async def test_a_button_says_what_is_done_to_which_job(heard: Heard, action: Action) -> None:
    await use(button_class(heard.press, heard.errors), BUTTON_TEMPLATE, custom_id(action, JOB))
    assert heard.asked == [(action, JOB)]
    assert heard.told == []


@pytest.mark.parametrize("target", [JOB, str(Target(JOB, 7)), "odd:\n"])
async def test_a_button_does_the_same_on_whatever_message_it_is(heard: Heard, target: str) -> None:
    for identity in (custom_id(Action.DELETE, target), marked(custom_id(Action.DELETE, target), f"card-{JOB}")):
        await use(button_class(heard.press, heard.errors), BUTTON_TEMPLATE, identity)
    assert heard.asked == [(Action.DELETE, target)] * 2


@pytest.mark.parametrize("state", ["", "3:a\nb:c"])
async def test_a_button_of_an_own_page_carries_its_state(heard: Heard, state: str) -> None:
    await use(
        page_class(dict.fromkeys(PageAction, heard.press), heard.errors), PAGE_TEMPLATE, page_id(PageAction.PAGE, state)
    )
    assert heard.asked == [(state,)]


@pytest.mark.parametrize("identity", [f"imagine:dance:{JOB}", "imagine::", "imagine:Again:\n"])
async def test_a_button_that_this_version_does_not_know_is_refused(heard: Heard, identity: str) -> None:
    await use(button_class(heard.press, heard.errors), BUTTON_TEMPLATE, identity)
    assert heard.asked == []
    assert heard.told == [UnknownJob]


async def test_a_select_or_page_that_this_version_does_not_know_is_refused(heard: Heard) -> None:
    await use(select_class(heard.press, heard.errors), SELECT_TEMPLATE, f"imagine-pick:dance:{JOB}")
    await use(page_class({}, heard.errors), PAGE_TEMPLATE, "imagine-own:dance:1")
    assert heard.told == [UnknownJob, UnknownJob]


async def test_a_choice_of_nothing_is_answered(heard: Heard) -> None:
    await use(select_class(heard.press, heard.errors), SELECT_TEMPLATE, f"imagine-pick:vary:{JOB}")
    assert heard.asked == []
    assert heard.told == [UnknownPicture]


async def test_what_a_press_raises_is_told(heard: Heard) -> None:
    async def press(*_: object) -> None:
        raise AtHighestQuality

    await use(button_class(press, heard.errors), BUTTON_TEMPLATE, custom_id(Action.SHARPER, JOB))
    assert heard.told == [AtHighestQuality]
