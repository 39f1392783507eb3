"""What is written of a job: each thing that happens outside of the bot is framed by two commits, and no more."""

from tests.integration.studio import Studio
from tests.support.databases import RecordingDatabase


async def test_a_job_is_written_once_between_two_things_that_happen_outside(
    studio: Studio, databases: list[RecordingDatabase]
) -> None:
    databases[-1].forget()
    await studio.finished()
    # The card, the submit, the polls and the pictures each come between two of them.
    states = [values[2] for _, values in databases[-1].written]
    assert states == ["accepted", "submitting", "submitted", "ready", "delivered"]
