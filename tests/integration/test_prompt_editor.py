"""The prompt editor: opened by ``/imagine`` and by Edit, submitted, and refused without losing anybody's words."""

from typing import Any

import pytest
import simcord

from bot.admission.held_drafts import HeldDrafts
from bot.requests.request import Aspect
from tests.integration.cards import status_of, text_of, title_of
from tests.integration.conftest import Remake, remembering
from tests.integration.modals import fields, filled_in, submit
from tests.integration.studio import Studio, the_card
from tests.support.locales import ENGLISH
from tests.support.pictures import png

FOX, WOLF = ("fox.png", png((30, 20))), ("wolf.png", png((20, 30)))
LONG = "fox " * 1100
"""Longer than the editor's field."""


async def _open(studio: Studio, **options: Any) -> simcord.InteractionResult:
    return await studio.alice.slash(studio.channel, "imagine", **options)


async def _edit(studio: Studio, card: simcord.ResponseMessage) -> simcord.InteractionResult:
    return await studio.alice.click(card, label=ENGLISH("button-edit"))


def _sent(studio: Studio, number: int = -1) -> dict[str, Any]:
    body = studio.submits[number].json
    assert isinstance(body, dict)
    return body


def _given_back(studio: Studio, result: simcord.InteractionResult) -> str:
    (note,) = result.followups
    assert note.ephemeral
    return _file_of(studio, note)


def _file_of(studio: Studio, message: simcord.ResponseMessage) -> str:
    (file,) = message.attachments
    assert file.filename == "prompt.txt"
    content = studio.env.backend.cdn.get(file.url)
    assert content
    return content.decode()


async def test_without_a_prompt_the_editor_opens_with_the_other_options_in_it(studio: Studio) -> None:
    opened = await _open(studio, aspect_ratio="9:21", resolution="2K", quality="high", count=4)
    assert filled_in(opened) == {"prompt": "", "aspect": ["9:21"], "size": ["2K high"], "options": []}
    assert fields(opened)["options"]["description"] == ENGLISH("form-count-kept", n=4)
    assert studio.imini.requests == []


async def test_every_choice_is_offered_and_says_what_it_costs(studio: Studio) -> None:
    form = fields(await _open(studio))
    assert [option["value"] for option in form["aspect"]["options"]] == list(Aspect)
    costs = {option["value"]: option["description"] for option in form["size"]["options"]}
    assert len(costs) == 9
    assert (costs["1K low"], costs["4K high"]) == ("1 credit per picture", "8 credits per picture")
    assert [option["label"] for option in form["aspect"]["options"]][:2] == ["1:1 square", "2:3 portrait photo"]
    counts = [option["value"] for option in form["options"]["options"] if option["value"].isdecimal()]
    assert counts == [str(count) for count in range(2, 11)]


async def test_what_was_filled_in_is_what_imini_gets(studio: Studio) -> None:
    opened = await _open(studio, quality="low")
    done = await submit(studio.alice, opened, prompt="a wolf\nby a lake", aspect="16:9", size="4K low", options=["2"])
    assert _sent(studio) == {
        "model": "openai/gpt-image-2",
        "prompt": "a wolf\nby a lake",
        "resolution": "4K",
        "aspect_ratio": "16:9",
        "quality": "low",
        "num": 2,
    }
    assert not the_card(done).ephemeral


async def test_the_options_of_the_command_are_on_in_the_form_and_hold(studio: Studio) -> None:
    opened = await _open(studio, private=True, spoiler=True, reference="style", count=3)
    assert filled_in(opened)["options"] == ["private", "spoiler", "style"]
    done = await submit(studio.alice, opened, prompt="a wolf", images=[FOX])
    (job,) = await studio.repository.open_jobs()
    assert the_card(done).ephemeral
    assert job.card.spoiler
    assert (job.request.images[0].reference_type, job.request.num) == ("style", 3)


async def test_what_is_on_can_be_turned_off_and_what_is_off_on(studio: Studio) -> None:
    opened = await _open(studio, private=True, reference="style", image1=FOX)
    done = await submit(studio.alice, opened, prompt="a wolf", options=["spoiler"])
    (job,) = await studio.repository.open_jobs()
    assert not the_card(done).ephemeral
    assert job.card.spoiler
    assert job.request.images[0].reference_type == "asset"


async def test_references_can_be_removed_in_the_form(studio: Studio) -> None:
    opened = await _open(studio, image1=FOX, image2=WOLF)
    await submit(studio.alice, opened, prompt="a forest", options=["remove"])
    assert "images" not in _sent(studio)


async def test_without_references_there_are_none_to_remove(studio: Studio) -> None:
    values = [option["value"] for option in fields(await _open(studio))["options"]["options"]]
    assert values[:4] == ["private", "spoiler", "style", "2"]


async def test_several_numbers_of_pictures_are_refused_and_the_words_come_back(studio: Studio) -> None:
    done = await submit(studio.alice, await _open(studio), prompt="a forest", options=["2", "4"])
    assert ENGLISH("refusal-counts") in text_of(the_card(done).components)
    assert _given_back(studio, done) == "a forest"
    assert studio.submits == []


async def test_images_of_the_command_are_used_unless_others_come(studio: Studio) -> None:
    opened = await _open(studio, image1=FOX, image2=WOLF)
    assert fields(opened)["images"]["description"] == ENGLISH("form-images-kept", n=2)
    await submit(studio.alice, opened, prompt="a forest")
    assert [image["url"].rpartition("/")[2] for image in _sent(studio)["images"]] == ["fox.png", "wolf.png"]


async def test_images_of_the_form_take_the_place_of_those_before(studio: Studio) -> None:
    opened = await _open(studio, image1=FOX, image2=FOX)
    await submit(studio.alice, opened, prompt="a forest", images=[WOLF])
    assert [image["url"].rpartition("/")[2] for image in _sent(studio)["images"]] == ["wolf.png"]


async def test_an_unusable_image_is_refused_by_name_and_the_words_come_back(studio: Studio) -> None:
    done = await submit(studio.alice, await _open(studio), prompt="a forest", images=[FOX, ("b.pdf", b"%PDF-1.7")])
    assert title_of(the_card(done).components) == ENGLISH("title-refused")
    assert "`image2` (b.pdf)" in text_of(the_card(done).components)
    assert _given_back(studio, done) == "a forest"
    assert studio.imini.requests == []


async def test_an_image_that_only_its_bytes_betray_is_refused_and_the_words_come_back(studio: Studio) -> None:
    done = await submit(studio.alice, await _open(studio), prompt="a forest", images=[("b.png", b"%PDF-1.7")])
    told, *_ = done.followups
    assert "`image1` (b.png)" in text_of(told.components)
    assert done.followups[-1].attachments
    assert studio.submits == []


@pytest.mark.parametrize("prompt", ["  \n ", "\u200b \u2060"], ids=["spaces", "zero-width signs"])
async def test_words_that_nobody_can_see_are_refused(studio: Studio, prompt: str) -> None:
    done = await submit(studio.alice, await _open(studio), prompt=prompt)
    assert ENGLISH("refusal-prompt-empty") in text_of(the_card(done).components)
    assert done.followups == []


@pytest.mark.settings(quota_credits=1)
async def test_words_that_cost_too_much_come_back_as_a_file(studio: Studio) -> None:
    done = await submit(studio.alice, await _open(studio), prompt="长长的提示 " * 650, size="4K high")
    assert title_of(the_card(done).components) == ENGLISH("title-refused")
    assert _given_back(studio, done) == "长长的提示 " * 650
    assert studio.submits == []


async def test_a_member_who_was_blocked_while_they_wrote_gets_their_words_back(studio: Studio) -> None:
    opened = await _open(studio)
    await studio.bot.services.servers.blocks.block(studio.guild.id, int(studio.alice.id), 7, None, "")
    done = await submit(studio.alice, opened, prompt="a forest")
    assert ENGLISH("refusal-member-blocked") in text_of(the_card(done).components)
    assert _given_back(studio, done) == "a forest"
    assert studio.submits == []


async def test_words_that_can_not_be_given_back_do_not_hide_the_refusal(
    studio: Studio, caplog: pytest.LogCaptureFixture
) -> None:
    opened = await _open(studio)
    studio.env.inject_error("POST", "/webhooks/*", status=404, times=None)
    done = await submit(studio.alice, opened, prompt="a forest", images=[("b.pdf", b"%PDF-1.7")])
    assert title_of(the_card(done).components) == ENGLISH("title-refused")
    assert "couldn't give back what was typed" in caplog.text


async def test_only_the_newest_editors_keep_their_images(studio: Studio, remake: Remake) -> None:
    await remake(load=remembering(drafts=HeldDrafts(capacity=1)))
    older, newer = await _open(studio, image1=FOX), await _open(studio, image1=WOLF)
    await submit(studio.alice, newer, prompt="a forest")
    assert len(_sent(studio)["images"]) == 1
    refused = await submit(studio.alice, older, prompt="a lake")
    assert ENGLISH("refusal-references-gone") in text_of(the_card(refused).components)


@pytest.mark.settings(confirm_credits=3)
async def test_an_expensive_request_is_estimated_first(studio: Studio) -> None:
    done = await submit(studio.alice, await _open(studio), prompt="a wolf", size="4K high")
    assert title_of(the_card(done).components) == ENGLISH("title-estimate", n=8)
    await studio.alice.click(the_card(done), label=ENGLISH("button-go"))
    assert _sent(studio)["prompt"] == "a wolf"


async def test_edit_opens_with_the_request_of_its_card(studio: Studio) -> None:
    card = await studio.finished("a fox\nasleep", resolution="2K", quality="low", aspect_ratio="3:2", count=2)
    opened = await _edit(studio, card)
    assert filled_in(opened) == {
        "prompt": "a fox\nasleep",
        "aspect": ["3:2"],
        "size": ["2K low"],
        "options": [],
    }


async def test_an_edited_job_is_a_new_one_that_names_its_parent(studio: Studio) -> None:
    card = await studio.finished("a fox", private=True)
    (parent,) = [job async for job in studio.repository.newest(1)]
    done = await submit(studio.alice, await _edit(studio, card), prompt="a wolf")
    (job,) = await studio.repository.open_jobs()
    assert (job.parent, job.request.prompt, job.card.private) == (parent.id, "a wolf", True)
    assert the_card(done).id != card.id
    assert the_card(done).ephemeral


async def test_the_references_of_an_edited_job_stay(studio: Studio) -> None:
    card = await studio.finished("a fox", image1=FOX, reference="style")
    opened = await _edit(studio, card)
    assert fields(opened)["images"]["description"] == ENGLISH("form-images-kept", n=1)
    await submit(studio.alice, opened, prompt="a wolf")
    first, second = _sent(studio, 0)["images"], _sent(studio)["images"]
    assert (len(second), second[0]["reference_type"]) == (len(first), "style")


async def test_new_images_take_the_place_of_an_edited_jobs_references(studio: Studio) -> None:
    card = await studio.finished("a fox", image1=FOX, reference="style")
    await submit(studio.alice, await _edit(studio, card), images=[WOLF])
    (image,) = _sent(studio)["images"]
    assert (image["url"].rpartition("/")[2], image["reference_type"]) == ("wolf.png", "style")


async def test_a_job_that_failed_can_be_edited_too(studio: Studio) -> None:
    card = await studio.finished("sandbox:moderated a fox")
    assert status_of(card.components) == ENGLISH("outcome-failed", n=1)
    await submit(studio.alice, await _edit(studio, card), prompt="a kinder fox")
    assert _sent(studio)["prompt"] == "a kinder fox"


async def test_a_prompt_too_long_for_the_editor_comes_as_a_file(studio: Studio) -> None:
    card = await studio.finished(LONG)
    answer = await _edit(studio, card)
    assert answer.modal is None
    assert f"({len(LONG.strip()):,} of 4,000 characters)" in text_of(the_card(answer).components)
    assert _file_of(studio, the_card(answer)) == LONG.strip()
    assert the_card(answer).ephemeral


async def test_whoever_edits_pays(studio: Studio) -> None:
    card = await studio.finished("a fox")
    bob = studio.guild.add_member(studio.env.create_user("bob"))
    before = await studio.balance()
    await submit(bob, await bob.click(card, label=ENGLISH("button-edit")), prompt="a wolf")
    assert (await studio.balance()).used == before.used
    assert (await studio.balance(bob)).used == 1


async def test_an_editor_whose_job_was_forgotten_gives_the_words_back(studio: Studio) -> None:
    card = await studio.finished("a fox")
    opened = await _edit(studio, card)
    await studio.repository.erase(studio.alice.id)
    done = await submit(studio.alice, opened, prompt="a wolf")
    assert ENGLISH("refusal-unknown-job") in text_of(the_card(done).components)
    assert _given_back(studio, done) == "a wolf"
