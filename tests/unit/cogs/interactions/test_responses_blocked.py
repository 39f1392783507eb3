"""Responses whose words Discord blocks: the plain version is shown, if there is one."""

import discord
import pytest

from cogs.cards.notices import notice
from tests.support.clock import FakeClock
from tests.support.discord_errors import http_error
from tests.support.scene import Scene

PAGE = notice("Page", "of the bot")
BLOCKED = http_error(400, 200000)


@pytest.fixture
def scene() -> Scene:
    """A command."""
    return Scene(FakeClock())


@pytest.fixture
def press() -> Scene:
    """A press on a button."""
    return Scene(FakeClock(), pressed=True)


@pytest.mark.parametrize("shown_before", [False, True])
async def test_where_words_are_blocked_the_plain_ones_are_shown(scene: Scene, shown_before: bool) -> None:
    if shown_before:
        await scene.response.show(PAGE, private=True)
    scene.errors.append(BLOCKED)
    await scene.response.show(notice("Words", ""), private=True, plain=lambda: notice("Plain", ""))
    assert scene.calls[-1][2] == "Plain"
    assert scene.response.plain


async def test_a_page_that_is_turned_may_have_to_be_plain(press: Scene) -> None:
    press.errors.append(BLOCKED)
    await press.response.update(notice("Words", ""), plain=lambda: notice("Plain", ""))
    assert press.calls == [("update", None, "Plain")]


async def test_what_has_no_plain_version_is_an_error(scene: Scene) -> None:
    scene.errors.append(BLOCKED)
    with pytest.raises(discord.HTTPException):
        await scene.response.show(PAGE, private=True)
    assert not scene.response.plain
