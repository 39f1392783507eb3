"""One repost of a job at a time, and one for each member."""

import pytest

from bot.jobs.errors import AlreadyFetched
from bot.members.errors import AlreadyWaiting
from bot.members.reposts import RunningReposts

ALICE, BOB = 10, 11


def test_a_job_is_reposted_once_at_a_time() -> None:
    running = RunningReposts()
    running.begin(ALICE, "fox")
    with pytest.raises(AlreadyFetched):
        running.begin(BOB, "fox")
    running.begin(BOB, "wolf")


def test_a_member_waits_for_one_repost_at_a_time() -> None:
    running = RunningReposts()
    running.begin(ALICE, "fox")
    with pytest.raises(AlreadyWaiting):
        running.begin(ALICE, "wolf")
    running.begin(BOB, "wolf")


def test_what_has_ended_keeps_nobody_waiting() -> None:
    running = RunningReposts()
    running.begin(ALICE, "fox")
    running.end(ALICE, "fox")
    running.begin(ALICE, "fox")
