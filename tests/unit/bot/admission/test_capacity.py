"""Who may have one of the last places for open jobs."""

import pytest

from bot.admission.capacity import Capacity
from bot.admission.errors import QueueFull
from bot.jobs.card import OUTSIDE
from bot.jobs.job import Job
from tests.support.jobs import a_card, a_job

MOST = 20
RAID, HOME = 100, 200


def _job(user_id: int, guild_id: int | None = HOME) -> Job:
    return a_job(user_id=user_id, card=a_card(guild_id=guild_id))


def _raid(capacity: Capacity, accounts: int, jobs_each: int, guild_id: int = RAID) -> list[Job]:
    """What ``accounts`` get of what they want."""
    accepted: list[Job] = []
    for _ in range(jobs_each):
        for account in range(accounts):
            try:
                capacity.check(accepted, account, guild_id)
            except QueueFull:
                continue
            accepted.append(_job(account, guild_id))
    return accepted


def _may(capacity: Capacity, jobs: list[Job], user_id: int, guild_id: int) -> bool:
    try:
        capacity.check(jobs, user_id, guild_id)
    except QueueFull:
        return False
    return True


def test_a_member_alone_may_have_nearly_every_place() -> None:
    assert len(_raid(Capacity(MOST), 1, 100)) == 18


def test_a_server_alone_may_have_nearly_every_place() -> None:
    assert len(_raid(Capacity(MOST), 100, 1)) == 18


@pytest.mark.parametrize("most", [1, 2, 4])
def test_of_a_few_places_every_one_is_given(most: int) -> None:
    assert len(_raid(Capacity(most), 100, 1)) == most


def test_there_are_no_more_places_than_the_host_gives() -> None:
    jobs = [_job(number) for number in range(MOST)]
    with pytest.raises(QueueFull):
        Capacity(MOST).check(jobs, 99, HOME)


def test_members_with_many_jobs_leave_room_for_those_who_have_none() -> None:
    capacity = Capacity(MOST)
    jobs = _raid(capacity, 6, 3, HOME)
    assert not _may(capacity, jobs, 0, HOME)
    assert _may(capacity, jobs, 99, HOME)


def test_a_crowd_in_one_server_leaves_room_for_the_others() -> None:
    capacity = Capacity(MOST)
    jobs = _raid(capacity, 500, 3)
    assert len(jobs) < MOST
    assert not _may(capacity, jobs, 501, RAID)
    assert _may(capacity, jobs, 99, HOME)


def test_a_crowd_that_has_taken_its_fill_leaves_room_for_others_of_its_server() -> None:
    capacity = Capacity(MOST)
    jobs = _raid(capacity, 7, 3)
    assert len(jobs) < MOST
    assert not _may(capacity, jobs, 0, RAID)
    assert _may(capacity, jobs, 99, RAID)


def test_crowds_in_two_servers_leave_room_for_a_third() -> None:
    capacity = Capacity(MOST)
    jobs = _raid(capacity, 9, 1)
    jobs += [_job(100 + number, 300) for number in range(9)]
    assert not _may(capacity, jobs, 501, RAID)
    assert not _may(capacity, jobs, 502, 300)
    assert _may(capacity, jobs, 99, HOME)


def test_a_crowd_in_servers_of_their_own_counts_as_one_server() -> None:
    capacity, jobs = Capacity(MOST), list[Job]()
    for account in range(500):
        job = a_job(user_id=account, card=a_card(guild_id=1000 + account, bot_in_channel=False))
        if _may(capacity, jobs, account, job.server_id):
            jobs.append(job)
    assert len(jobs) < MOST
    assert _may(capacity, jobs, 999, HOME)


def test_who_asks_outside_of_servers_with_the_bot_counts_as_one_server_with_all_who_do() -> None:
    assert _job(7, None).server_id == OUTSIDE
    assert a_card(guild_id=HOME, bot_in_channel=False).server_id == OUTSIDE
    assert _job(7, HOME).server_id == HOME
