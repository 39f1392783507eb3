"""What is behind More and costs nothing: Details, Download, Share and Alt text."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import simcord

from bot.jobs.job import Job
from cogs.cards.elements import PROMPT_SHOWN
from sandbox.imini.planned_responses import Fault
from tests.integration.cards import gallery_of, text_of, title_of
from tests.integration.conftest import Restart
from tests.integration.earlier import press_earlier, show_as_earlier
from tests.integration.modals import filled_in, submit
from tests.integration.people import another_member, labels_on, press, the_panel
from tests.integration.studio import JOB_SECONDS, Studio, the_card
from tests.support.locales import ENGLISH
from tests.support.pictures import encoded, noise, png

ALT = "A fox, red as rust, looks back over its shoulder."


async def _job(studio: Studio) -> Job:
    """The only job of Alice."""
    (job,) = await studio.jobs()
    return job


def _serve(studio: Studio, fault: Fault) -> None:
    """From now on imini answers so to whoever fetches a picture."""
    studio.imini.script["file"].clear()
    studio.imini.script["file"].append(fault)


def _limit_uploads(studio: Studio, size: int) -> None:
    """From now on Discord says with every interaction that a file may have ``size`` bytes."""

    def on_event(event: str, payload: Mapping[str, Any]) -> None:
        if event == "INTERACTION_CREATE" and isinstance(payload, dict):
            payload["attachment_size_limit"] = size

    studio.env.backend.subscribers.insert(1, on_event)  # after what says the usual limit, before the bot


def _descriptions(message: simcord.ResponseMessage) -> list[str]:
    return [item["description"] for item in gallery_of(message.components)]


async def test_details_tell_anybody_settings_times_and_a_line_to_copy(studio: Studio) -> None:
    card = await studio.finished(
        "a ```red``` fox", aspect_ratio="16:9", quality="low", image1=("a.png", png((30, 20))), reference="style"
    )
    job = await _job(studio)
    details = the_card(await press(card, "details", another_member(studio)))
    text = text_of(details.components)
    assert details.ephemeral
    assert f"<t:{job.created_at:.0f}:f>" in text
    assert ENGLISH("details-drawn", n=round(job.generation_seconds or 0)) in text
    assert ENGLISH("details-size", width="1360", height="768") in text
    assert ENGLISH("details-reference", number=1, use=ENGLISH("reference-style")) in text
    assert "```\n/imagine prompt:a '''red''' fox aspect_ratio:16:9 resolution:1K quality:low count:1\n```" in text
    assert details.attachments == []
    # No line can hold images.
    assert ENGLISH("details-command-references") in text


async def test_the_line_to_copy_keeps_private_what_was_private(studio: Studio) -> None:
    card = await studio.finished("a red fox", private=True, spoiler=True)
    details = the_card(await press(card, "details", studio.alice))
    assert "quality:medium count:1 private:true spoiler:true\n```" in text_of(details.components)


async def test_details_bring_a_long_prompt_as_a_file(studio: Studio) -> None:
    prompt = "ä fox " * PROMPT_SHOWN
    details = the_card(await press(await studio.finished(prompt[: PROMPT_SHOWN + 1]), "details", studio.alice))
    (file,) = details.attachments
    assert file.filename == "prompt.txt"
    assert studio.env.backend.cdn.get(file.url) == prompt[: PROMPT_SHOWN + 1].strip().encode()
    assert "/imagine" not in text_of(details.components)


async def test_originals_are_attached_and_linked_as_imini_made_them(studio: Studio) -> None:
    card = await studio.finished(count=2)
    originals = the_card(await press(card, "download", another_member(studio)))
    assert originals.ephemeral
    assert [studio.env.backend.cdn.get(file.url) for file in originals.attachments] == [png(), png()]
    for number, image in enumerate((await _job(studio)).images, 1):
        assert f"[#{number}](<{image.url}>)" in text_of(originals.components)


async def test_who_waits_for_originals_is_not_brought_others(studio: Studio) -> None:
    card = await studio.finished()
    studio.imini.script["file"].extendleft([Fault(503)])
    first = await press(card, "download", studio.alice)
    refused = the_card(await press(card, "download", studio.alice))
    assert ENGLISH("refusal-still-fetching") in text_of(refused.components)
    assert len(the_card(await press(card, "download", another_member(studio))).attachments) == 1
    await studio.time.advance(JOB_SECONDS)
    assert len(the_card(first).attachments) == 1
    assert len(the_card(await press(card, "download", studio.alice)).attachments) == 1


async def test_originals_that_are_too_large_are_only_linked(studio: Studio) -> None:
    card = await studio.finished()
    _limit_uploads(studio, len(png()) - 1)
    originals = the_card(await press(card, "download", studio.alice))
    assert originals.attachments == []
    assert f"[#1](<{(await _job(studio)).images[0].url}>)" in text_of(originals.components)


@pytest.mark.parametrize(("status", "code"), [(413, 0), (400, 40005)])
async def test_originals_that_discord_finds_too_large_are_only_linked(studio: Studio, status: int, code: int) -> None:
    card = await studio.finished()
    studio.env.inject_error("PATCH", "/webhooks/*/messages/@original", status=status, code=code)
    originals = the_card(await press(card, "download", studio.alice))
    assert originals.attachments == []
    assert title_of(originals.components) == ENGLISH("title-original")


async def test_originals_that_do_not_get_through_leave_nothing_behind(
    studio: Studio, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    # A JPEG has to be decoded, so it goes to disk.
    _serve(studio, Fault(body=encoded(noise((64, 64)), "JPEG")))
    card = await studio.finished()
    studio.env.inject_error("PATCH", "/webhooks/*/messages/@original", status=503, times=None)
    await press(card, "download", studio.alice)
    assert "can't respond to interaction" in caplog.text
    assert list((tmp_path / "pictures").iterdir()) == []


async def test_originals_that_imini_has_no_more_are_said_to_be_gone(studio: Studio) -> None:
    card = await studio.finished()
    _serve(studio, Fault(404))
    pressed = await press(card, "download", studio.alice)
    await studio.time.advance(JOB_SECONDS)
    originals = the_card(pressed)
    assert ENGLISH("repost-gone") in text_of(originals.components)


async def test_a_private_card_can_be_shared_with_all(studio: Studio) -> None:
    card = await studio.finished(private=True, spoiler=True)
    shared = the_card(await press(card, "share", studio.alice))
    assert not shared.ephemeral
    assert [item["spoiler"] for item in gallery_of(shared.components)] == [True]
    assert len(shared.attachments) == len(card.attachments) == 1
    assert ENGLISH("button-share") not in labels_on(await the_panel(shared, studio.alice))
    assert (len(studio.submits), (await studio.balance()).used) == (1, 1)


async def test_a_public_card_needs_no_share(studio: Studio) -> None:
    assert ENGLISH("button-share") not in labels_on(await the_panel(await studio.finished(), studio.alice))


async def test_shared_pictures_that_imini_has_no_more_are_said_to_be_gone(studio: Studio) -> None:
    card = await studio.finished(private=True)
    _serve(studio, Fault(404))
    pressed = await press(card, "share", studio.alice)
    await studio.time.advance(JOB_SECONDS)
    shared = the_card(pressed)
    assert ENGLISH("repost-gone") in text_of(shared.components)
    assert len(card.attachments) == 1


async def test_the_requester_puts_the_pictures_into_words(studio: Studio) -> None:
    card = await studio.finished("a red fox", count=2)
    opened = await press(card, "alt_text", studio.alice)
    assert filled_in(opened) == {"alt": "a red fox"}
    await submit(studio.alice, opened, alt=f"  {ALT}\n")
    assert _descriptions(card) == [ALT, ALT]
    assert title_of(card.components) == "a red fox"
    assert len(card.attachments) == 2
    assert filled_in(await press(card, "alt_text", studio.alice)) == {"alt": ALT}


async def test_words_that_nobody_can_hear_or_see_leave_the_prompt_as_the_text(studio: Studio) -> None:
    card = await studio.finished("a red fox")
    before = _descriptions(card)
    await submit(studio.alice, await press(card, "alt_text", studio.alice), alt="\u200b\ufe0f ")
    assert _descriptions(card) == before


async def test_a_card_keeps_its_remarks_when_its_pictures_are_put_into_words(studio: Studio) -> None:
    first = [Fault(404), Fault(body=png((64, 64), "white")), Fault(body=png())]
    studio.imini.script["file"].extendleft(reversed([*first, *[Fault(404)] * 3]))
    card = await studio.finished(count=3)
    before = text_of(card.components)
    for remark in (ENGLISH("card-partial", delivered=2, requested=3), "couldn't be loaded", "blank", "smaller"):
        assert remark in before
    buttons = _labels(card)
    await submit(studio.alice, await press(card, "alt_text", studio.alice), alt=ALT)
    assert _descriptions(card) == [ALT, ALT]
    assert (text_of(card.components), _labels(card)) == (before, buttons)
    assert len(card.attachments) == 2


async def test_others_put_nothing_into_words(studio: Studio) -> None:
    card, bob = await studio.finished(), another_member(studio)
    assert ENGLISH("button-alt_text") not in labels_on(await the_panel(card, bob))
    show_as_earlier(studio, card, await _job(studio))
    refused = the_card(await press_earlier(card, "describe", bob))
    assert refused.ephemeral
    assert ENGLISH("refusal-not-requester") in text_of(refused.components)


async def test_a_description_outlives_restarts(studio: Studio, restart: Restart) -> None:
    card = await studio.finished(private=True)
    await submit(studio.alice, await press(card, "alt_text", studio.alice), alt=ALT)
    await restart()
    assert _descriptions(card) == [ALT]
    shared = the_card(await press(card, "share", studio.alice))
    assert _descriptions(shared) == [ALT]


async def test_the_form_for_a_description_outlives_a_restart(studio: Studio, restart: Restart) -> None:
    card = await studio.finished()
    opened = await press(card, "alt_text", studio.alice)
    await restart()
    await submit(studio.alice, opened, alt=ALT)
    assert _descriptions(card) == [ALT]


async def test_a_description_of_a_job_that_was_forgotten_is_refused(studio: Studio) -> None:
    card = await studio.finished()
    opened = await press(card, "alt_text", studio.alice)
    await studio.repository.erase(studio.alice.id)
    refused = the_card(await submit(studio.alice, opened, alt=ALT))
    assert ENGLISH("refusal-unknown-job") in text_of(refused.components)
    assert _descriptions(card) != [ALT]


@pytest.mark.parametrize("action", ["details", "download", "alt_text", "delete"])
async def test_a_button_that_costs_nothing_outlives_the_bot_that_made_it(
    studio: Studio, restart: Restart, action: str
) -> None:
    card = await studio.finished()
    await restart()
    pressed = await press(card, action, studio.alice)
    assert pressed.acknowledged
    if title := {"details": "title-details", "download": "title-original"}.get(action):
        assert title_of(the_card(pressed).components) == ENGLISH(title)
    assert (pressed.modal is not None) == (action == "alt_text")
    assert (card.attachments == []) == (action == "delete")


def _labels(message: simcord.ResponseMessage) -> list[str]:
    return [part["label"] for part in simcord.components.walk_components(message.components) if part.get("label")]
