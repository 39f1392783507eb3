"""What a member sees: the response at once, a placeholder before it, or nothing."""

import asyncio
from typing import Any
from unittest.mock import Mock

import discord
import pytest
from discord import ui

from bot.errors import AlreadyHandled
from cogs.cards.marks import has_mark
from cogs.cards.notices import notice
from cogs.interactions.responses import PLACEHOLDER_AFTER
from tests.support.clock import FakeClock
from tests.support.discord_errors import http_error
from tests.support.locales import ENGLISH
from tests.support.scene import FIRST, FURTHER, Scene

ACKNOWLEDGED = http_error(400, 40060)
UNKNOWN = http_error(404, 10008)
PAGE = notice("Page", "of the bot")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def scene(clock: FakeClock) -> Scene:
    """A command."""
    return Scene(clock)


@pytest.fixture
def press(clock: FakeClock) -> Scene:
    """A press on a button."""
    return Scene(clock, pressed=True)


WAITING, SAVING, LATE = ENGLISH("title-waiting"), ENGLISH("title-saving"), ENGLISH("title-too-late")


@pytest.mark.parametrize("private", [True, False])
async def test_a_response_in_time_is_all_that_is_shown(scene: Scene, *, private: bool) -> None:
    assert await scene.response.show(PAGE, private=private) == FIRST
    await scene.arrive()
    assert scene.calls == [("send", private, "Page")]


@pytest.mark.parametrize("private", [True, False])
async def test_no_placeholder_stands_for_a_response_that_discord_did_not_accept(scene: Scene, *, private: bool) -> None:
    scene.response.private = private
    scene.errors.append(http_error(429, 0))
    with pytest.raises(discord.HTTPException):
        await scene.response.show(PAGE, private=private)
    await scene.arrive()
    assert scene.calls == []


async def test_a_slow_response_replaces_its_placeholder(scene: Scene) -> None:
    await scene.arrive()
    assert await scene.response.show(PAGE, private=True) == FIRST
    assert scene.calls == [("send", True, WAITING), ("edit", None, "Page")]


async def test_a_slow_card_has_its_placeholder_where_it_will_be(scene: Scene) -> None:
    scene.response.private = False
    await scene.arrive()
    assert await scene.response.show(PAGE, private=False) == FIRST
    assert scene.calls == [("send", False, SAVING), ("edit", None, "Page")]


async def test_what_nobody_knew_to_be_public_has_a_private_placeholder(scene: Scene) -> None:
    await scene.arrive()
    scene.response.private = False
    assert await scene.response.show(PAGE, private=False) == FURTHER
    assert await scene.response.show(PAGE, private=False) == FURTHER
    assert scene.calls == [
        ("send", True, WAITING),
        ("follow up", False, "Page"),
        ("delete", None, ""),
        ("edit follow-up", None, "Page"),
    ]


@pytest.mark.parametrize("private", [True, False])
async def test_an_error_stands_where_the_card_would_have_been(scene: Scene, *, private: bool) -> None:
    scene.response.private = private
    await scene.arrive()
    await scene.response.show_error(PAGE)
    assert scene.calls == [("send", private, SAVING), ("edit", None, "Page")]


async def test_an_error_replaces_a_placeholder(scene: Scene) -> None:
    await scene.response.show(PAGE, private=False, placeholder=True)
    await scene.response.show_error(PAGE)
    await scene.response.show_error(PAGE)
    assert scene.calls == [("send", False, "Page"), ("edit", None, "Page"), ("follow up", True, "Page")]


async def test_an_error_after_a_public_response_is_for_the_member_alone(scene: Scene) -> None:
    await scene.response.show(PAGE, private=False)
    await scene.response.show_error(PAGE)
    assert scene.calls == [("send", False, "Page"), ("follow up", True, "Page")]


async def test_a_slow_press_is_only_acknowledged(press: Scene) -> None:
    await press.arrive()
    await press.response.update(PAGE)
    assert press.calls == [("defer", None, ""), ("edit", None, "Page")]


async def test_a_slow_press_that_brings_a_card_gets_a_placeholder(press: Scene) -> None:
    press.response.private = False
    await press.arrive()
    assert await press.response.show(PAGE, private=False) == FIRST
    assert press.calls == [("send", False, SAVING), ("edit", None, "Page")]


async def test_what_a_slow_press_brings_after_all_comes_in_a_message_of_its_own(press: Scene) -> None:
    await press.arrive()
    assert await press.response.show(PAGE, private=False) == FURTHER
    await press.response.delete()
    await press.response.show_error(PAGE)
    assert press.calls == [
        ("defer", None, ""),
        ("follow up", False, "Page"),
        ("delete follow-up", None, ""),
        ("follow up", True, "Page"),
    ]


async def test_a_modal_opens_in_time_and_else_the_member_is_asked_to_try_again(clock: FakeClock) -> None:
    modal, late = ui.Modal(title="Modal"), notice(LATE, "")
    in_time, slow = Scene(clock), Scene(clock)
    await in_time.response.open_modal(modal, late)
    await slow.arrive()
    await slow.response.open_modal(modal, late)
    assert in_time.calls == [("modal", None, "")]
    assert slow.calls == [("send", True, WAITING), ("edit", None, LATE)]


async def test_where_another_bot_has_responded_nothing_more_is_shown(scene: Scene) -> None:
    scene.errors.append(ACKNOWLEDGED)
    scene.interaction.original_response.side_effect = UNKNOWN
    await scene.arrive()
    response = scene.response
    for shown in (
        response.show(PAGE, private=True),
        response.update(PAGE),
        response.show_error(PAGE),
        response.send_followup(PAGE),
        response.open_modal(ui.Modal(title="Modal"), PAGE),
        response.acknowledge(),
    ):
        with pytest.raises(AlreadyHandled):
            await shown
    assert scene.calls == []


@pytest.mark.parametrize("error", [UNKNOWN, http_error(503), TimeoutError()])
async def test_what_got_no_placeholder_gets_its_response_all_the_same(scene: Scene, error: Exception) -> None:
    scene.errors += [error, error]
    scene.interaction.original_response.side_effect = UNKNOWN
    await scene.arrive()
    scene.errors.clear()
    await scene.response.show(PAGE, private=True)
    assert scene.calls == [("send", True, "Page")]


async def test_a_bot_that_has_stopped_shows_no_placeholder_and_keeps_silent_about_it(scene: Scene) -> None:
    scene.errors.append(RuntimeError("Session is closed"))
    scene.interaction.response.is_done.return_value = False
    await scene.arrive()
    assert scene.calls == []


async def test_no_placeholder_stands_for_a_response_that_will_not_come(scene: Scene) -> None:
    await scene.response.close()
    await scene.arrive()
    assert scene.calls == []


async def test_a_response_that_was_shown_is_not_closed(scene: Scene) -> None:
    await scene.response.show(PAGE, private=True)
    await scene.response.close()
    await scene.response.update(PAGE)
    assert [how for how, *_ in scene.calls] == ["send", "edit"]


async def test_nobody_waits_for_late_suggestions(clock: FakeClock) -> None:
    scene = Scene(clock, type=discord.InteractionType.autocomplete)
    await scene.arrive()
    assert (scene.calls, clock.sleeps) == ([], [])


@pytest.mark.parametrize(("age", "wait"), [(0.5, 1.5), (2.5, 0), (3600, PLACEHOLDER_AFTER), (-3600, PLACEHOLDER_AFTER)])
async def test_a_placeholder_comes_before_discord_gives_up_as_far_as_clocks_agree(
    clock: FakeClock, age: float, wait: float
) -> None:
    await Scene(clock, age=age).arrive()
    assert clock.sleeps == [pytest.approx(wait)]


async def test_a_response_waits_for_its_placeholder_to_arrive(scene: Scene) -> None:
    sending, arrived = asyncio.Event(), asyncio.Event()
    send = scene.interaction.response.send_message.side_effect

    async def slowly(**what: Any) -> Any:  # noqa: ANN401 - discord.py's own call
        sending.set()
        await arrived.wait()
        return await send(**what)

    scene.interaction.response.send_message.side_effect = slowly
    placeholder = asyncio.create_task(scene.arrive())
    await sending.wait()
    shown = asyncio.create_task(scene.response.show(PAGE, private=True))
    arrived.set()
    await asyncio.gather(placeholder, shown)
    assert scene.calls == [("send", True, WAITING), ("edit", None, "Page")]


async def test_a_response_is_known_by_its_mark_or_by_a_custom_id(scene: Scene) -> None:
    marked, other = ui.Container[Any](id=scene.response.mark), ui.Container[Any](id=9)
    button = ui.Button[Any](custom_id="unique")
    for container, custom_id, ours in (
        (marked, "", True),
        (other, "", False),
        (ui.Container[Any](ui.ActionRow(button), id=9), "unique", True),
    ):
        message = Mock(spec=discord.Message, components=[_received(container)])
        assert has_mark(message, scene.response.mark, custom_id) is ours


def _received(container: ui.Container[Any]) -> discord.Container:
    return discord.Container(container.to_component_dict(), None)  # type: ignore[arg-type]  # as sent


async def test_a_bot_that_stops_waits_for_the_response_under_way(scene: Scene) -> None:
    response = scene.response
    stopping = asyncio.create_task(scene.responses.cog_unload())
    await asyncio.sleep(0)
    assert not stopping.done()
    await response.show(PAGE, private=True)
    await stopping


async def test_a_bot_that_stops_waits_for_what_replaces_a_placeholder(scene: Scene) -> None:
    response = scene.response
    await response.show_placeholder(lambda: PAGE)
    stopping = asyncio.create_task(scene.responses.cog_unload())
    await asyncio.sleep(0)
    assert not stopping.done()
    await response.show(PAGE, private=False)
    await stopping


async def test_a_bot_that_stops_waits_for_no_response_that_will_not_come(scene: Scene) -> None:
    response = scene.response
    await response.close()
    await scene.responses.cog_unload()


async def test_a_bot_that_stops_does_not_wait_for_ever(clock: FakeClock) -> None:
    scene = Scene(clock, last_response=0.01)
    response = scene.response
    await scene.responses.cog_unload()
    assert not response.settled.is_set()
