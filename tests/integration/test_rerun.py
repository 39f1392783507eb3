"""Jobs run again with their references, after Discord's links to those have expired and after restarts."""

import base64
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.members.retention import DAY
from sandbox.discord.uploads import Uploads
from tests.integration.cards import status_of, text_of
from tests.integration.conftest import Restart
from tests.integration.modals import submit
from tests.integration.studio import JOB_SECONDS, Studio, the_card
from tests.support.locales import ENGLISH
from tests.support.pictures import png

FOX, WOLF = png((30, 20)), png((20, 30))


class ExpiringUploads(Uploads):
    """Discord's file server, on which every link is dead once it has ``expired``."""

    expired = False

    async def _file(self, request: web.Request) -> web.Response:
        if self.expired:
            raise web.HTTPNotFound
        return await super()._file(request)


@pytest.fixture
async def uploads() -> AsyncIterator[ExpiringUploads]:
    """The file server of this Discord."""
    async with ExpiringUploads() as uploads:
        yield uploads


def _sent(studio: Studio) -> list[str]:
    body: Any = studio.submits[-1].json
    return [image["url"] for image in body.get("images", [])]


def _bytes(uri: str) -> bytes:
    kind, _, data = uri.partition(",")
    assert kind == "data:image/png;base64"
    return base64.b64decode(data)


def _kept(tmp_path: Path) -> int:
    return len([file for file in (tmp_path / "references").rglob("*") if file.is_file()])


async def test_the_first_run_hands_imini_discords_links(studio: Studio, uploads: ExpiringUploads) -> None:
    await studio.finished(image1=("fox.png", FOX))
    assert [url.startswith(uploads.origin) for url in _sent(studio)] == [True]


async def test_again_works_when_the_links_have_expired(studio: Studio, uploads: ExpiringUploads) -> None:
    card = await studio.finished(image1=("fox.png", FOX), image2=("wolf.png", WOLF))
    uploads.expired = True
    again = await studio.alice.click(card, label=ENGLISH("button-reroll"))
    assert [_bytes(uri) for uri in _sent(studio)] == [FOX, WOLF]
    await studio.time.advance(JOB_SECONDS)
    assert len(the_card(again).attachments) == 1


async def test_again_of_again_after_a_restart_still_has_the_references(
    studio: Studio, uploads: ExpiringUploads, restart: Restart
) -> None:
    card = await studio.finished(image1=("fox.png", FOX))
    uploads.expired = True
    for _ in range(2):
        await restart()
        card = the_card(await studio.alice.click(card, label=ENGLISH("button-reroll")))
        await studio.time.advance(JOB_SECONDS)
    assert len(studio.submits) == 3
    assert [_bytes(uri) for uri in _sent(studio)] == [FOX]


async def test_an_edited_job_keeps_references_whose_links_have_expired(
    studio: Studio, uploads: ExpiringUploads
) -> None:
    card = await studio.finished(image1=("fox.png", FOX))
    uploads.expired = True
    await submit(studio.alice, await studio.alice.click(card, label=ENGLISH("button-edit")), prompt="a wolf")
    assert [_bytes(uri) for uri in _sent(studio)] == [FOX]


async def test_a_job_resumed_after_a_restart_keeps_its_references(
    studio: Studio, uploads: ExpiringUploads, restart: Restart, tmp_path: Path
) -> None:
    uploads.expired = True
    card = the_card(await studio.imagine(image1=("fox.png", FOX)))
    assert _kept(tmp_path) == 0
    uploads.expired = False
    await restart()
    await studio.time.advance(JOB_SECONDS)
    uploads.expired = True
    await studio.alice.click(card, label=ENGLISH("button-reroll"))
    assert [_bytes(uri) for uri in _sent(studio)] == [FOX]


async def test_a_reference_that_is_gone_for_good_is_named_and_costs_nothing(
    studio: Studio, uploads: ExpiringUploads
) -> None:
    uploads.expired = True
    card = await studio.finished(image1=("fox.png", FOX))
    spent = (await studio.balance()).used
    again = await studio.alice.click(card, label=ENGLISH("button-reroll"))
    assert status_of(the_card(again).components) == ENGLISH("outcome-failed", n=1)
    assert "`image1`" in text_of(the_card(again).components)
    assert (await studio.balance()).used == spent
    assert len(studio.submits) == 1


@pytest.mark.settings(reference_transport="inline")
async def test_a_host_who_sends_bytes_can_run_again_too(studio: Studio, uploads: ExpiringUploads) -> None:
    card = await studio.finished(image1=("fox.png", FOX))
    uploads.expired = True
    await studio.alice.click(card, label=ENGLISH("button-reroll"))
    assert [_bytes(uri) for uri in _sent(studio)] == [FOX]


async def test_a_varied_picture_can_be_run_again_when_its_card_is_gone(
    studio: Studio, uploads: ExpiringUploads
) -> None:
    card = await studio.finished()
    varied = the_card(await studio.alice.click(card, label=ENGLISH("button-vary")))
    await studio.time.advance(JOB_SECONDS)
    uploads.expired = True
    await studio.alice.click(varied, label=ENGLISH("button-reroll"))
    assert len([_bytes(uri) for uri in _sent(studio)]) == 1


@pytest.mark.settings(retention_days=1)
async def test_references_are_deleted_with_their_job(studio: Studio, tmp_path: Path) -> None:
    await studio.finished(image1=("fox.png", FOX))
    assert _kept(tmp_path) == 1
    await studio.time.advance(2 * DAY)
    assert _kept(tmp_path) == 0


async def test_an_editor_outlives_a_restart(studio: Studio, restart: Restart) -> None:
    opened = await studio.alice.slash(studio.channel, "imagine", private=True, count=2)
    await restart()
    done = await submit(studio.alice, opened, prompt="a wolf")
    assert the_card(done).ephemeral
    body: Any = studio.submits[-1].json
    assert (body["prompt"], body["num"]) == ("a wolf", 2)


async def test_the_editor_of_a_job_outlives_a_restart_with_its_references(studio: Studio, restart: Restart) -> None:
    card = await studio.finished(image1=("fox.png", FOX))
    opened = await studio.alice.click(card, label=ENGLISH("button-edit"))
    await restart()
    await submit(studio.alice, opened, prompt="a wolf")
    assert [_bytes(uri) for uri in _sent(studio)] == [FOX]


async def test_an_editor_whose_images_a_restart_lost_gives_the_words_back(studio: Studio, restart: Restart) -> None:
    opened = await studio.alice.slash(studio.channel, "imagine", image1=("fox.png", FOX))
    await restart()
    done = await submit(studio.alice, opened, prompt="a wolf")
    assert ENGLISH("refusal-references-gone") in text_of(the_card(done).components)
    assert [file.filename for note in done.followups for file in note.attachments] == ["prompt.txt"]
    assert studio.submits == []


async def test_a_selection_does_not_outlive_a_restart(studio: Studio, restart: Restart) -> None:
    message = await studio.alice.send(studio.channel, attachments=[("fox.png", FOX)])
    selection = the_card(await studio.alice.context_menu(studio.channel, "Use as reference", message))
    await restart()
    after = the_card(await studio.alice.click(selection, label=ENGLISH("selection-clear")))
    assert ENGLISH("selection-empty") in text_of(after.components)
