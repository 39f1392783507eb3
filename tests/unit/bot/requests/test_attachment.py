"""Images judged by what Discord says of them."""

import pytest

from bot.requests.attachment import Candidate
from bot.requests.errors import AttachmentProblem, BadAttachment
from bot.requests.limits import AttachmentLimits

LIMITS = AttachmentLimits(bytes=1000, pixels=1_000_000)


def _candidate(
    content_type: str | None = "image/png", size: int | None = 1000, width: int | None = 1000, height: int | None = 1000
) -> Candidate:
    return Candidate("fox.png", "https://cdn.discordapp.com/fox.png", content_type, size, width, height)


def test_a_fine_image_is_known_and_accepted() -> None:
    _candidate().check("image1", LIMITS)
    assert _candidate().known


@pytest.mark.parametrize(
    ("candidate", "problem"),
    [
        (_candidate(content_type="application/pdf"), AttachmentProblem.NOT_AN_IMAGE),
        (_candidate(size=0), AttachmentProblem.EMPTY),
        (_candidate(size=1001), AttachmentProblem.TOO_LARGE),
        (_candidate(width=1001), AttachmentProblem.TOO_MANY_PIXELS),
    ],
)
def test_an_unusable_image_is_blamed_by_option_and_name(candidate: Candidate, problem: AttachmentProblem) -> None:
    with pytest.raises(BadAttachment) as caught:
        candidate.check("image2", LIMITS)
    assert (caught.value.option, caught.value.filename, caught.value.problem) == ("image2", "fox.png", problem)


@pytest.mark.parametrize("candidate", [_candidate(content_type=None), _candidate(size=None), _candidate(width=None)])
def test_an_image_of_which_too_little_is_said_has_to_be_read(candidate: Candidate) -> None:
    candidate.check("image1", LIMITS)
    assert not candidate.known
