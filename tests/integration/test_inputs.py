"""What members attach: reference images on their way to imini, and prompts out of files."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from sandbox.discord.uploads import Uploads
from sandbox.imini.rules import data_bytes
from tests.integration.cards import shown, status_of, text_of, title_of
from tests.integration.studio import Studio, the_card
from tests.support.locales import ENGLISH
from tests.support.pictures import png

FOX, WOLF, OWL = ("a fox.png", png((30, 20))), ("wolf.png", png((20, 30))), ("owl.png", png((20, 20)))


async def test_references_go_to_imini_as_the_addresses_of_discords_files(studio: Studio, uploads: Uploads) -> None:
    await studio.imagine(image1=FOX, image2=WOLF, image3=OWL)
    references = _sent(studio)["images"]
    assert [reference["reference_type"] for reference in references] == ["asset"] * 3
    assert all(reference["url"].startswith(f"{uploads.origin}/attachments/") for reference in references)
    assert [reference["url"].rpartition("/")[2] for reference in references] == ["a%20fox.png", "wolf.png", "owl.png"]


async def test_references_can_be_for_their_style(studio: Studio) -> None:
    await studio.imagine(image2=WOLF, reference="style")
    (reference,) = _sent(studio)["images"]
    assert reference["reference_type"] == "style"


@pytest.mark.settings(reference_transport="inline")
async def test_references_can_go_to_imini_as_bytes(studio: Studio) -> None:
    await studio.imagine(image1=FOX, image3=OWL)
    assert [data_bytes(reference["url"]) for reference in _sent(studio)["images"]] == [FOX[1], OWL[1]]


@pytest.mark.settings(reference_transport="inline")
async def test_a_reference_that_vanished_before_the_submit_costs_nothing(studio: Studio) -> None:
    _address_nowhere(studio)
    result = await studio.imagine(image1=FOX)
    await studio.time.advance(10)
    assert result.response
    assert status_of(result.response.components) == ENGLISH("outcome-failed", n=1)
    assert studio.submits == []
    assert (await studio.balance()).left == (await studio.balance()).limit


async def test_an_image_that_discord_has_not_measured_is_read_before_it_is_sent(studio: Studio) -> None:
    _forget_dimensions(studio)
    card = await studio.finished(image1=FOX)
    reading, submitting, queued = (text_of(state) for state in shown(studio.env)[:3])
    assert reading == f"### a red fox\n{ENGLISH('status-reading')}"
    assert ENGLISH("status-submitting") in submitting
    assert ENGLISH("status-queued", when="")[:-1] in queued
    assert len(card.attachments) == 1
    assert len(_sent(studio)["images"]) == 1


async def test_a_file_that_can_not_be_stored_to_be_read_is_refused_as_that(
    studio: Studio, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "inputs").write_text("a file in the place of the folder")
    result = await studio.alice.slash(studio.channel, "imagine", prompt_file=("prompt.txt", b"a red fox"))
    assert ENGLISH("refusal-files") in "".join(text_of(message.components) for message in result.followups)
    assert "check DATA_DIR" in caplog.text
    assert studio.submits == []


async def test_a_prompt_can_come_out_of_a_file(studio: Studio) -> None:
    prompt = "一只红色的狐狸 " * 4000
    result = await studio.alice.slash(
        studio.channel, "imagine", prompt_file=("prompt.txt", b"\xef\xbb\xbf" + prompt.encode())
    )
    assert _sent(studio)["prompt"] == prompt.strip()
    assert not result.ephemeral
    titles = [title_of(state) for state in shown(studio.env)][:2]
    assert titles == [ENGLISH("title-waiting"), f"{' '.join(['一只红色的狐狸'] * 5)}…"]


@pytest.mark.parametrize("content", [b"\0" * 30_000, b"\xef\xbb\xbf\xe2\x80\x8b \n"], ids=["zeros", "zero-width space"])
async def test_a_prompt_file_in_which_nothing_can_be_seen_is_refused_and_free(studio: Studio, content: bytes) -> None:
    result = await studio.alice.slash(studio.channel, "imagine", prompt_file=("prompt.txt", content))
    assert ENGLISH("refusal-prompt-empty") in "".join(text_of(message.components) for message in result.followups)
    assert studio.imini.requests == []
    assert (await studio.balance()).left == (await studio.balance()).limit


async def test_a_prompt_that_windows_notepad_saved_reaches_imini_as_it_was_written(studio: Studio) -> None:
    content = "a fox\r\n一只狐狸 🦊\r\n".encode("utf-16")
    await studio.alice.slash(studio.channel, "imagine", prompt_file=("prompt.txt", content))
    assert _sent(studio)["prompt"] == "a fox\n一只狐狸 🦊"


async def test_a_prompt_in_which_nothing_can_be_seen_is_refused(studio: Studio) -> None:
    result = await studio.imagine("\u200b\ufe0f\u3164")
    assert ENGLISH("refusal-prompt-empty") in text_of(the_card(result).components)
    assert studio.imini.requests == []


@pytest.mark.settings(quota_credits=1)
@pytest.mark.parametrize("running", [False, True], ids=["spent", "running"])
async def test_who_can_start_nothing_has_no_file_read_and_is_told_at_once(
    studio: Studio, uploads: Uploads, running: bool
) -> None:
    _forget_dimensions(studio)
    await (studio.imagine() if running else studio.finished())
    asked = list(uploads.requested)
    refused = the_card(await studio.imagine(image1=FOX))
    assert refused.ephemeral
    assert title_of(refused.components) == ENGLISH("title-refused")
    refused = the_card(await studio.alice.slash(studio.channel, "imagine", prompt_file=("prompt.txt", b"a fox")))
    assert refused.ephemeral
    assert uploads.requested == asked


async def test_a_card_says_how_many_references_a_job_has(studio: Studio) -> None:
    await studio.imagine(image1=FOX, image2=WOLF)
    assert "\u00a0· 2\u00a0references\u00a0· " in text_of(shown(studio.env)[0])


def _sent(studio: Studio) -> dict[str, Any]:
    """The body of the only submit."""
    (submit,) = studio.submits
    assert isinstance(submit.json, dict)
    return submit.json


def _forget_dimensions(studio: Studio) -> None:
    def on_event(event: str, payload: Mapping[str, Any]) -> None:
        for attachment in _attached(event, payload):
            attachment.update(width=None, height=None)

    studio.env.backend.subscribers.insert(1, on_event)


def _address_nowhere(studio: Studio) -> None:
    def on_event(event: str, payload: Mapping[str, Any]) -> None:
        for attachment in _attached(event, payload):
            attachment["url"] = attachment["url"].replace(attachment["id"], "0")

    studio.env.backend.subscribers.insert(1, on_event)


def _attached(event: str, payload: Mapping[str, Any]) -> list[dict[str, Any]]:
    if event != "INTERACTION_CREATE":
        return []
    return list(payload["data"].get("resolved", {}).get("attachments", {}).values())
