"""What is written of a job: each thing that happens outside of the bot is framed by two commits, and no more."""

from typing import Any

from bot.storage.sql.statements import ADD_COVERED, SAVE
from tests.integration.people import press
from tests.integration.studio import JOB_SECONDS, Studio, the_card
from tests.support.databases import RecordingDatabase


def _states(database: RecordingDatabase) -> list[Any]:
    """The states in which jobs were saved."""
    position = {ADD_COVERED: 2, SAVE: 0}
    return [values[position[statement]] for statement, values in database.written if statement in position]


async def test_a_job_is_written_once_between_two_things_that_happen_outside(
    studio: Studio, databases: list[RecordingDatabase]
) -> None:
    await studio.finished()  # with the first job of a day, its budgets begin to be counted
    databases[-1].forget()
    await studio.finished()
    # The card, the submit, the polls and the pictures each come between two of them.
    assert _states(databases[-1]) == ["accepted", "submitting", "submitted", "ready", "delivered"]


async def test_which_message_shows_a_job_is_written_once(studio: Studio, databases: list[RecordingDatabase]) -> None:
    databases[-1].forget()
    await studio.finished()
    assert len([statement for statement, _ in databases[-1].written if "INSERT INTO posts" in statement]) == 1


async def test_that_a_hidden_job_has_its_pictures_is_written_with_its_end(
    studio: Studio, databases: list[RecordingDatabase]
) -> None:
    card = the_card(await studio.imagine())
    question = the_card(await press(card, "cancel", studio.alice))
    databases[-1].forget()
    await press(question, "stop", studio.alice)
    await studio.time.advance(JOB_SECONDS)
    # Hidden, ended, and closed once the card says so.
    assert _states(databases[-1]) == ["submitted", "undelivered", "undelivered"]
