"""A card says how it was made from another one or from a message, whatever way was taken."""

import pytest
import simcord

from tests.integration.cards import text_of
from tests.integration.conftest import Restart
from tests.integration.modals import submit
from tests.integration.people import press, vary
from tests.integration.studio import Studio, the_card
from tests.support.locales import ENGLISH
from tests.support.pictures import png


def _lineage(card: simcord.ResponseMessage) -> str:
    """The second line of small print."""
    return text_of(card.components).splitlines()[2]


def _link(studio: Studio, told: str, message_id: int) -> str:
    return f"-# [{told}](https://discord.com/channels/{studio.guild.id}/{studio.channel.id}/{message_id})"


async def _picked(studio: Studio, action: str, count: int) -> tuple[simcord.ResponseMessage, simcord.ResponseMessage]:
    """A card, and the one made from its last picture."""
    card = await studio.finished(count=count)
    made = the_card(await press(card, action, studio.alice))
    return card, made if count == 1 else the_card(await studio.alice.select(made, [str(count)]))


@pytest.mark.parametrize(("count", "told"), [(1, "Variation"), (6, "Variation of picture 6")])
async def test_a_variation_says_of_which_picture(studio: Studio, count: int, told: str) -> None:
    card, made = await _picked(studio, "vary", count)
    assert _lineage(made) == _link(studio, told, card.id)


async def test_a_variation_by_one_press_says_of_which_picture_too(studio: Studio) -> None:
    card = await studio.finished(count=3)
    made = the_card(await vary(card, 3, studio.alice))
    assert _lineage(made) == _link(studio, "Variation of picture 3", card.id)


@pytest.mark.parametrize(("count", "told"), [(1, "Redrawn larger"), (2, "Redrawn larger from picture 2")])
async def test_a_picture_drawn_larger_says_from_which(studio: Studio, count: int, told: str) -> None:
    card, made = await _picked(studio, "redraw", count)
    assert _lineage(made) == _link(studio, told, card.id)


async def test_a_picture_that_can_only_get_finer_does_not_say_that_it_got_larger(studio: Studio) -> None:
    card = await studio.finished(resolution="4K", quality="low")
    made = the_card(await press(card, "redraw", studio.alice))
    assert _lineage(made) == _link(studio, "Redrawn in higher quality", card.id)


@pytest.mark.parametrize("restarts", [False, True])
async def test_an_edited_prompt_says_so(studio: Studio, restart: Restart, *, restarts: bool) -> None:
    card = await studio.finished()
    editor = await press(card, "edit", studio.alice)
    if restarts:
        await restart()
    made = the_card(await submit(studio.alice, editor, prompt="a grey fox"))
    assert _lineage(made) == _link(studio, "Edited", card.id)


@pytest.mark.parametrize("restarts", [False, True])
async def test_what_was_made_from_a_message_links_it(studio: Studio, restart: Restart, *, restarts: bool) -> None:
    message = await studio.alice.send(studio.channel, "a fox in the snow")
    editor = await studio.alice.context_menu(studio.channel, "Imagine this", message)
    if restarts:
        await restart()
    made = the_card(await submit(studio.alice, editor))
    assert _lineage(made) == _link(studio, "From a message", message.id)


async def test_what_was_made_from_a_message_with_a_selected_reference_links_it_too(studio: Studio) -> None:
    message = await studio.alice.send(studio.channel, "a fox in the snow", attachments=[("a.png", png((30, 20)))])
    await studio.alice.context_menu(studio.channel, "Use as reference", message)
    editor = await studio.alice.context_menu(studio.channel, "Imagine this", message)
    made = the_card(await submit(studio.alice, editor))
    assert _lineage(made) == _link(studio, "From a message", message.id)


async def test_a_new_request_has_no_lineage(studio: Studio) -> None:
    assert ENGLISH("made-reroll") not in text_of((await studio.finished()).components)
