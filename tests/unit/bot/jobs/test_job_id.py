"""The ids of jobs."""

import re

from bot.jobs.job import JOB_ID, new_job_id


def test_every_new_id_is_of_the_form_by_which_buttons_and_files_are_read_and_no_two_are_alike() -> None:
    ids = {new_job_id() for _ in range(100)}
    assert len(ids) == 100
    assert all(re.fullmatch(JOB_ID, one) for one in ids)
