"""A disk that takes seconds for a commit: the member sees something in time, and the answer once it is written."""

import asyncio
import sqlite3
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import simcord

from bot.errors import StorageError
from bot.runtime.clock import Clock
from bot.storage.database import Statement
from bot.storage.sqlite.database import SqliteDatabase
from cogs.cards.elements import mention
from cogs.interactions.responses import PLACEHOLDER_AFTER
from tests.integration.cards import components_of, gallery_of, text_of, title_of
from tests.integration.conftest import Remake
from tests.integration.modals import filled_in, submit
from tests.integration.people import press
from tests.integration.studio import JOB_SECONDS, Studio, the_card
from tests.support.locales import ENGLISH

WAITING, SAVING = ENGLISH("title-waiting"), ENGLISH("title-saving")
PROMPT = "a red fox"
"""The title of a card whose job is saved."""


class Disk:
    """Holds every read or write back until it is told to go on, well or badly."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._stopped = ""
        self._moves = asyncio.Event()
        self._full = False

    def stop(self, method: str = "write") -> None:
        """From now on, what is written (or read, with ``fetch``) waits."""
        self._stopped = method

    async def pass_by(self, method: str) -> None:
        """Return once a call of this method may go on. Raises StorageError where it fails."""
        if method != self._stopped:
            return
        if not self._moves.is_set():
            await self._studio.env.external_wait(self._moves.wait(), reason="the disk")
        if self._full:
            raise StorageError("disk full")

    async def go_on(self, *, full: bool = False) -> None:
        """Let what waits be written, or fail."""
        self._full = full
        self._moves.set()
        await self._studio.env.settle()


class SlowDatabase(SqliteDatabase):
    """A database on such a disk."""

    def __init__(self, disk: Disk, path: Path, clock: Clock) -> None:
        super().__init__(path, clock)
        self._disk = disk

    async def fetch(self, statement: str, values: Iterable[Any] = ()) -> list[sqlite3.Row]:
        await self._disk.pass_by("fetch")
        return await super().fetch(statement, values)

    async def write_all(self, statements: Sequence[Statement]) -> list[int]:
        await self._disk.pass_by("write")
        return await super().write_all(statements)


@pytest.fixture
async def disk(studio: Studio, remake: Remake) -> Disk:
    """The disk of the bot's database."""
    disk = Disk(studio)
    await remake(database=partial(SlowDatabase, disk))
    return disk


def _title(result: simcord.InteractionResult) -> str:
    return title_of(the_card(result).components)


@pytest.mark.parametrize("private", [False, True])
async def test_a_request_is_shown_as_being_saved_and_drawn_once_it_is(
    studio: Studio, disk: Disk, *, private: bool
) -> None:
    disk.stop()
    result = await studio.imagine(private=private)
    assert result.response is None
    await studio.time.advance(PLACEHOLDER_AFTER)
    assert (_title(result), the_card(result).ephemeral) == (SAVING, private)
    await studio.time.advance(5)
    assert (_title(result), studio.submits) == (SAVING, [])
    await disk.go_on()
    await studio.time.advance(JOB_SECONDS)
    assert _title(result) == PROMPT
    assert (len(studio.submits), (await studio.balance()).used) == (1, 1)
    assert len(studio.channel.history(viewer=studio.alice)) == 1


@pytest.mark.parametrize("private", [False, True])
async def test_a_request_that_can_not_be_saved_is_refused_on_its_card(
    studio: Studio, disk: Disk, *, private: bool
) -> None:
    disk.stop()
    result = await studio.imagine(private=private)
    await studio.time.advance(PLACEHOLDER_AFTER)
    await disk.go_on(full=True)
    assert ENGLISH("refusal-jobs-unwritable") in text_of(the_card(result).components)
    await studio.time.advance(JOB_SECONDS)
    assert (studio.submits, (await studio.balance()).used) == ([], 0)
    assert len(studio.channel.history(viewer=studio.alice)) == 1


async def test_a_disk_that_is_fast_enough_is_not_spoken_of(studio: Studio, disk: Disk) -> None:
    disk.stop()
    result = await studio.imagine()
    await studio.time.advance(PLACEHOLDER_AFTER - 0.1)
    await disk.go_on()
    assert ENGLISH("status-queued", when="")[:-1] in text_of(the_card(result).components)
    await studio.time.advance(PLACEHOLDER_AFTER)
    assert SAVING not in {title_of(call.json["data"]["components"]) for call in _first_answers(studio)}


async def test_files_are_read_once_it_is_noted_that_they_will_be(studio: Studio, disk: Disk) -> None:
    await studio.finished()  # the first job of a day writes what is counted of its budget, before anything is noted
    disk.stop()
    result = await studio.alice.slash(studio.channel, "imagine", prompt_file=("prompt.txt", b"a red fox"))
    await studio.time.advance(PLACEHOLDER_AFTER)
    assert _title(result) == SAVING
    await disk.go_on()
    await studio.time.advance(JOB_SECONDS)
    assert _title(result) == PROMPT


async def test_a_press_is_answered_although_its_job_is_slow_to_be_saved(studio: Studio, disk: Disk) -> None:
    card = await studio.finished()
    disk.stop()
    again = await studio.alice.click(card, label=ENGLISH("button-reroll"))
    await studio.time.advance(PLACEHOLDER_AFTER)
    assert _title(again) == SAVING
    await disk.go_on()
    await studio.time.advance(JOB_SECONDS)
    assert len(the_card(again).attachments) == len(card.attachments) == 1


async def test_a_press_whose_job_is_slow_to_be_found_brings_a_card_of_its_own(studio: Studio, disk: Disk) -> None:
    card = await studio.finished()
    disk.stop("fetch")
    again = await studio.alice.click(card, label=ENGLISH("button-reroll"))
    await studio.time.advance(PLACEHOLDER_AFTER)
    assert again.acknowledged
    await disk.go_on()
    await studio.time.advance(JOB_SECONDS)
    assert [len(gallery_of(components_of(message))) for message in studio.channel.history()] == [1, 1]
    assert (await studio.balance()).used == 2


async def test_an_editor_that_is_slow_to_be_filled_in_is_to_be_opened_again(studio: Studio, disk: Disk) -> None:
    card = await studio.finished()
    disk.stop("fetch")
    edit = await studio.alice.click(card, label=ENGLISH("button-edit"))
    await studio.time.advance(PLACEHOLDER_AFTER)
    await disk.go_on()
    assert [title_of(message.components) for message in edit.followups] == [ENGLISH("title-too-late")]
    assert filled_in(await studio.alice.click(card, label=ENGLISH("button-edit")))["prompt"] == "a red fox"


async def test_a_history_that_is_slow_to_be_read_comes_in_the_place_of_a_notice(studio: Studio, disk: Disk) -> None:
    await studio.finished()
    disk.stop("fetch")
    history = await studio.alice.slash(studio.channel, "history")
    await studio.time.advance(PLACEHOLDER_AFTER)
    assert (_title(history), the_card(history).ephemeral) == (WAITING, True)
    await disk.go_on()
    assert _title(history) == ENGLISH("history-title")


async def test_defaults_that_are_slow_to_be_read_keep_a_public_card_public(studio: Studio, disk: Disk) -> None:
    disk.stop("fetch")
    result = await studio.imagine()
    await studio.time.advance(PLACEHOLDER_AFTER)
    assert (_title(result), the_card(result).ephemeral) == (WAITING, True)
    await disk.go_on()
    await studio.time.advance(JOB_SECONDS)
    (message,) = studio.channel.history(viewer=studio.alice)
    assert len(gallery_of(components_of(message))) == 1
    assert [message.id for message in studio.channel.history()] == [message.id]


def _first_answers(studio: Studio) -> list[Any]:
    return [call for call in studio.env.http_requests if call.path.startswith("/interactions/")]


async def test_a_delete_that_can_not_be_stored_clears_the_card_and_can_be_pressed_again(
    studio: Studio, disk: Disk
) -> None:
    card = await studio.finished()
    disk.stop()
    await disk.go_on(full=True)
    await press(card, "delete", studio.alice)
    assert gallery_of(card.components) == []
    assert ENGLISH("removal-unsaved") in text_of(card.components)
    assert ENGLISH("card-removed", user=mention(studio.alice.id)) not in text_of(card.components)
    await disk.go_on()
    await press(card, "delete", studio.alice)
    assert ENGLISH("card-removed", user=mention(studio.alice.id)) in text_of(card.components)
    (job,) = await studio.bot.services.jobs.of_user(studio.alice.id)
    assert job.removals


async def test_an_alternative_text_that_can_not_be_stored_is_refused(studio: Studio, disk: Disk) -> None:
    card = await studio.finished()
    disk.stop()
    await disk.go_on(full=True)
    result = await submit(studio.alice, await press(card, "alt_text", studio.alice), alt="a vixen")
    assert ENGLISH("refusal-not-saved") in text_of(the_card(result).components)
    assert "vixen" not in str(card.components)


async def test_a_cancellation_that_can_not_be_stored_is_refused_and_the_job_goes_on(studio: Studio, disk: Disk) -> None:
    card = the_card(await studio.imagine("sandbox:429"))
    disk.stop()
    await disk.go_on(full=True)
    result = await press(card, "cancel", studio.alice)
    assert ENGLISH("refusal-not-saved") in text_of(result.followups[0].components)
    await disk.go_on()
    await studio.time.advance(JOB_SECONDS)
    assert len(gallery_of(card.components)) == 1
    assert (await studio.balance()).used == 1


async def test_a_drawn_job_that_can_not_be_hidden_is_shown(studio: Studio, disk: Disk) -> None:
    card = the_card(await studio.imagine())
    question = the_card(await press(card, "cancel", studio.alice))
    disk.stop()
    await disk.go_on(full=True)
    result = await press(question, "stop", studio.alice)
    assert ENGLISH("refusal-not-saved") in text_of(result.followups[0].components)
    await disk.go_on()
    await studio.time.advance(JOB_SECONDS)
    assert len(gallery_of(card.components)) == 1


async def test_a_long_prompt_comes_back_where_its_members_defaults_can_not_be_read(studio: Studio, disk: Disk) -> None:
    await studio.alice.slash(studio.channel, "quota")  # the server's rules are kept from now on
    disk.stop("fetch")
    result = await studio.imagine("a red fox " * 30)
    await disk.go_on(full=True)
    assert ENGLISH("refusal-defaults") in text_of(the_card(result).components)
    (note,) = result.followups
    assert note.ephemeral
    assert [studio.env.backend.cdn.get(file.url) for file in note.attachments] == [b"a red fox " * 30]
