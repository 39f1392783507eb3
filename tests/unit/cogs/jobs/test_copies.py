"""Where copies of a job's pictures were posted."""

import logging
from typing import Any
from unittest.mock import Mock, create_autospec

import discord
import pytest

from bot.errors import StorageError
from bot.jobs.posts import Posts
from cogs.jobs.copies import Copies
from cogs.jobs.sweeper import Sweeper
from tests.support.clock import FakeClock
from tests.support.jobs import a_card, a_finished_job


async def test_a_copy_that_could_not_be_stored_stays_and_the_host_hears_what_that_means(
    caplog: pytest.LogCaptureFixture,
) -> None:
    posts: Any = create_autospec(Posts, instance=True)
    posts.add.side_effect = StorageError("the disk is full")
    copies = Copies(Mock(spec=discord.Client), posts, create_autospec(Sweeper, instance=True), FakeClock().clock)
    job = a_finished_job()
    with caplog.at_level(logging.ERROR):
        await copies.add(job, a_card(message_id=77))
    (record,) = caplog.records
    assert (
        record.getMessage() == f"message 77 with job {job.id} isn't stored, so Delete won't find it: the disk is full"
    )
