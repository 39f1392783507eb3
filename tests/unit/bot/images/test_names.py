"""File names of uploads, which say which job's picture each is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.images.names import PictureName, new_copy_id

JOB = "0a1b2c3d4e"

_jobs = st.text("0123456789abcdef", min_size=10, max_size=10)
_numbers = st.integers(1, 10)


@given(_jobs, _numbers, st.booleans(), st.sampled_from([".png", ".jpg", ".webp", ".gif"]))
def test_a_picture_is_known_by_the_name_under_which_it_was_uploaded(
    job_id: str, number: int, copied: bool, suffix: str
) -> None:
    name = PictureName(new_copy_id(job_id) if copied else job_id, number)
    assert PictureName.parse(name.filename(suffix)) == name
    assert name.may_be_of(job_id)


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("imagine-0a1b2c3d4e-1.png", PictureName(JOB, 1)),
        ("imagine-0a1b2c3d4e-3f2a1c-10.jpg", PictureName(f"{JOB}-3f2a1c", 10)),
        ("imagine-1.png", PictureName("", 1)),
        ("imagine-10.jpg", PictureName("", 10)),
        ("imagine-.png", None),
        ("imagine-100.png", None),
        ("imagine-0a1b2c3d4e.png", None),
        ("imagine-0A1B2C3D4E-1.png", None),
        ("imagine-0a1b2c3d4e-1.png.exe", None),
        ("imagine-1.png\n", None),
        ("imagine-².png", None),
        ("SPOILER_imagine-1.png", None),
        ("fox-1.png", None),
        ("", None),
    ],
)
def test_a_name_says_whose_picture_it_is_or_is_none(filename: str, name: PictureName | None) -> None:
    assert PictureName.parse(filename) == name


def test_a_picture_of_another_job_is_not_taken_for_one_of_this() -> None:
    assert not PictureName("ffffffffff", 1).may_be_of(JOB)


def test_a_picture_of_a_card_of_an_earlier_version_may_be_of_any_job() -> None:
    assert PictureName("", 1).may_be_of(JOB)


def test_copies_of_a_job_differ_from_it_and_from_each_other() -> None:
    assert len({JOB, *(new_copy_id(JOB) for _ in range(100))}) > 90
