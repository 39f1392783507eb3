"""The menu Imagine this: the editor with the text of a message, or with the job of a card."""

from typing import Any

import discord
import pytest

from tests.integration.cards import text_of
from tests.integration.modals import filled_in, submit
from tests.integration.studio import Studio, the_card
from tests.support.locales import ENGLISH
from tests.support.pictures import png

PICTURE = png((30, 20))
IMAGINE = "Imagine this"


async def _message(studio: Studio, *names: str, content: str = "") -> discord.Message:
    return await studio.alice.send(studio.channel, content, attachments=[(name, PICTURE) for name in names])


async def test_imagine_this_opens_the_editor_with_the_text_of_a_message(studio: Studio) -> None:
    message = await _message(studio, content="a fox\n**asleep**")
    opened = await studio.alice.context_menu(studio.channel, IMAGINE, message)
    assert filled_in(opened) == {
        "prompt": "a fox\n**asleep**",
        "aspect": ["1:1"],
        "size": ["1K medium"],
        "options": [],
    }
    await submit(studio.alice, opened)
    body: Any = studio.submits[-1].json
    assert body["prompt"] == "a fox\n**asleep**"


async def test_imagine_this_takes_the_members_own_defaults(studio: Studio) -> None:
    await studio.alice.slash(studio.channel, "defaults set", aspect_ratio="16:9", quality="high", private=True)
    opened = await studio.alice.context_menu(studio.channel, IMAGINE, await _message(studio, content="a fox"))
    assert filled_in(opened) == {"prompt": "a fox", "aspect": ["16:9"], "size": ["1K high"], "options": ["private"]}
    assert the_card(await submit(studio.alice, opened)).ephemeral


async def test_imagine_this_takes_the_text_that_a_message_forwards(studio: Studio) -> None:
    forwarded = await studio.alice.forward(await _message(studio, content="a fox"), studio.channel)
    opened = await studio.alice.context_menu(studio.channel, IMAGINE, forwarded)
    assert filled_in(opened)["prompt"] == "a fox"


async def test_imagine_this_opens_the_editor_with_the_job_of_a_card(studio: Studio) -> None:
    card = await studio.finished("a fox\nasleep", aspect_ratio="3:2", quality="low", count=2, image1=("a.png", PICTURE))
    opened = await studio.alice.context_menu(studio.channel, IMAGINE, card.message)
    assert filled_in(opened) == {"prompt": "a fox\nasleep", "aspect": ["3:2"], "size": ["1K low"], "options": []}
    await submit(studio.alice, opened, prompt="a wolf")
    (job, parent) = await studio.jobs()
    assert (job.parent, job.request.num, len(job.request.images)) == (parent.id, 2, 1)


@pytest.mark.settings(buttons_for="requester")
async def test_imagine_this_on_a_card_asks_for_the_rights_of_edit(studio: Studio) -> None:
    bob = studio.guild.add_member(studio.env.create_user("bob"))
    card = await studio.finished("a fox")
    for refused in (
        await bob.context_menu(studio.channel, IMAGINE, card.message),
        await bob.click(card, label=ENGLISH("button-edit")),
    ):
        assert ENGLISH("refusal-not-requester") in text_of(the_card(refused).components)


async def test_imagine_this_does_not_show_others_a_declined_prompt(studio: Studio) -> None:
    bob = studio.guild.add_member(studio.env.create_user("bob"))
    card = await studio.finished("sandbox:moderated a fox")
    refused = await bob.context_menu(studio.channel, IMAGINE, card.message)
    assert ENGLISH("refusal-not-requester") in text_of(the_card(refused).components)


async def test_imagine_this_on_a_card_of_a_forgotten_job_says_so(studio: Studio) -> None:
    card = await studio.finished("a fox")
    await studio.repository.erase(studio.alice.id)
    refused = await studio.alice.context_menu(studio.channel, IMAGINE, card.message)
    assert ENGLISH("refusal-unknown-job") in text_of(the_card(refused).components)


@pytest.mark.parametrize("content", ["", "\u200b\u200b"], ids=["none", "zero-width signs"])
async def test_imagine_this_needs_words(studio: Studio, content: str) -> None:
    message = await _message(studio, "a.png", content=content)
    answer = the_card(await studio.alice.context_menu(studio.channel, IMAGINE, message))
    assert ENGLISH("refusal-no-words") in text_of(answer.components)
