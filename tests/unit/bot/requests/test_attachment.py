"""Images judged by Discord's metadata."""

import pytest

from bot.requests.attachment import ImageAttachment
from bot.requests.errors import AttachmentProblem, BadAttachment
from bot.requests.limits import AttachmentLimits

LIMITS = AttachmentLimits(bytes=1000, pixels=1_000_000)


def _attachment(
    content_type: str | None = "image/png", size: int | None = 1000, width: int | None = 1000, height: int | None = 1000
) -> ImageAttachment:
    return ImageAttachment("fox.png", "https://cdn.discordapp.com/fox.png", content_type, size, width, height)


def test_a_fine_image_has_metadata_and_is_accepted() -> None:
    _attachment().check("image1", LIMITS)
    assert _attachment().has_metadata


@pytest.mark.parametrize(
    ("attachment", "problem"),
    [
        (_attachment(content_type="application/pdf"), AttachmentProblem.NOT_AN_IMAGE),
        (_attachment(size=0), AttachmentProblem.EMPTY),
        (_attachment(size=1001), AttachmentProblem.TOO_LARGE),
        (_attachment(width=1001), AttachmentProblem.TOO_MANY_PIXELS),
    ],
)
def test_an_unusable_image_is_blamed_by_option_and_name(
    attachment: ImageAttachment, problem: AttachmentProblem
) -> None:
    with pytest.raises(BadAttachment) as caught:
        attachment.check("image2", LIMITS)
    assert (caught.value.option, caught.value.filename, caught.value.problem) == ("image2", "fox.png", problem)


@pytest.mark.parametrize(
    "attachment", [_attachment(content_type=None), _attachment(size=None), _attachment(width=None)]
)
def test_an_image_of_which_too_little_is_said_has_to_be_read(attachment: ImageAttachment) -> None:
    attachment.check("image1", LIMITS)
    assert not attachment.has_metadata
