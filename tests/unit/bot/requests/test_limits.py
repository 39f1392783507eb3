"""Attachments judged by Discord's metadata and by their bytes, with real image files."""

import base64
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.requests.errors import AttachmentProblem, BadAttachment
from bot.requests.limits import AttachmentLimits, check_attachment, check_bytes, data_uri
from tests.support.pictures import bomb, encoded, noise, png, written

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
LIMITS = AttachmentLimits(bytes=20 << 20, pixels=50_000_000)
every_format = pytest.mark.parametrize("form", FORMATS)
# One folder serves all examples: each writes its own file over the last one.
in_one_folder = settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _declared(**told: Any) -> None:
    """Check an attachment that is fine except for the arguments."""
    values: dict[str, Any] = {"content_type": "image/png", "size": 1000, "width": 10, "height": 10, "limits": LIMITS}
    check_attachment("image1", "fox.png", **{**values, **told})


def _problem(path: Path, limits: AttachmentLimits = LIMITS) -> BadAttachment:
    with pytest.raises(BadAttachment) as caught:
        check_bytes("image2", "fox.png", path, limits)
    return caught.value


@pytest.mark.parametrize("kind", ["image/png", "image/jpeg", "image/webp", "image/gif", "IMAGE/PNG; charset=x"])
def test_discord_may_call_an_attachment_any_of_the_four_formats(kind: str) -> None:
    _declared(content_type=kind)


@pytest.mark.parametrize("kind", [None, "", "image/svg+xml", "image/bmp", "video/mp4", "text/plain"])
def test_an_attachment_of_another_type_is_no_image(kind: str | None) -> None:
    with pytest.raises(BadAttachment) as caught:
        _declared(content_type=kind)
    assert caught.value.problem is AttachmentProblem.NOT_AN_IMAGE
    assert (caught.value.option, caught.value.filename) == ("image1", "fox.png")


@pytest.mark.parametrize(
    ("filename", "kind", "problem"),
    [
        ("IMG_0001.HEIC", "image/heic", AttachmentProblem.HEIC),
        ("IMG_0001.heif", "image/heif", AttachmentProblem.HEIC),
        ("IMG_0001.HEIC", None, AttachmentProblem.HEIC),
        ("IMG_0001.heic", "application/octet-stream", AttachmentProblem.HEIC),
        ("fox.avif", "image/avif", AttachmentProblem.AVIF),
        ("fox.avif", "", AttachmentProblem.AVIF),
    ],
)
def test_what_phones_and_browsers_save_is_refused_by_the_name_of_its_format(
    filename: str, kind: str | None, problem: AttachmentProblem
) -> None:
    with pytest.raises(BadAttachment) as caught:
        check_attachment("image1", filename, content_type=kind, size=9, width=None, height=None, limits=LIMITS)
    assert caught.value.problem is problem


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", AttachmentProblem.HEIC),
        (b"\0\0\0\x1cftypmif1\0\0\0\0mif1heixMiHE", AttachmentProblem.HEIC),
        (b"\0\0\0\x20ftypavif\0\0\0\0avifmif1miafMA1B", AttachmentProblem.AVIF),
        (b"\0\0\0\x20ftypmif1\0\0\0\0mif1avifmiaf", AttachmentProblem.AVIF),
    ],
)
def test_they_are_known_by_their_bytes_whatever_they_are_called(
    tmp_path: Path, content: bytes, problem: AttachmentProblem
) -> None:
    assert _problem(written(tmp_path / "input", content)).problem is problem


def test_an_avif_that_pillow_made_is_known_as_one(tmp_path: Path) -> None:
    content = encoded(noise((20, 20)), "AVIF")
    assert _problem(written(tmp_path / "input", content)).problem is AttachmentProblem.AVIF


def test_a_file_of_no_bytes_is_named_empty() -> None:
    with pytest.raises(BadAttachment) as caught:
        _declared(size=0)
    assert caught.value.problem is AttachmentProblem.EMPTY


def test_a_file_over_the_limit_is_refused_with_the_limit_in_megabytes() -> None:
    _declared(size=20 << 20)
    with pytest.raises(BadAttachment) as caught:
        _declared(size=40 << 20)
    assert (caught.value.problem, caught.value.limit) == (AttachmentProblem.TOO_LARGE, 20)


def test_too_many_pixels_are_refused_with_the_limit_in_megapixels() -> None:
    _declared(width=10_000, height=5000)
    with pytest.raises(BadAttachment) as caught:
        _declared(width=10_000, height=5001)
    assert (caught.value.problem, caught.value.limit) == (AttachmentProblem.TOO_MANY_PIXELS, 50)


def test_a_size_that_discord_does_not_know_is_left_to_the_bytes() -> None:
    _declared(width=None, height=None)


@every_format
def test_the_bytes_of_the_four_formats_are_accepted(tmp_path: Path, form: str) -> None:
    check_bytes("image1", "fox", written(tmp_path / "input", encoded(noise((40, 30)), form)), LIMITS)


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj",
        b"<html><body>gone</body></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\0\0\0\x18ftypmp42\0\0\0\0isommp42",
    ],
)
def test_a_file_that_only_has_the_name_of_an_image_is_refused(tmp_path: Path, content: bytes) -> None:
    problem = _problem(written(tmp_path / "input", content))
    assert problem.problem is AttachmentProblem.NOT_AN_IMAGE
    assert (problem.option, problem.filename) == ("image2", "fox.png")


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBP", b"GIF89a"])
def test_a_file_that_only_has_the_beginning_of_an_image_is_damaged(tmp_path: Path, content: bytes) -> None:
    assert _problem(written(tmp_path / "input", content)).problem is AttachmentProblem.DAMAGED


def test_an_image_of_another_format_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "input", encoded(noise((20, 20)), "BMP"))
    assert _problem(path).problem is AttachmentProblem.NOT_AN_IMAGE


@pytest.mark.parametrize("side", [7100, 12_000, 60_000, 2**31 - 1])
def test_a_decompression_bomb_is_refused_unopened(tmp_path: Path, side: int) -> None:
    problem = _problem(written(tmp_path / "input", bomb(side, side)))
    assert (problem.problem, problem.limit) == (AttachmentProblem.TOO_MANY_PIXELS, 50)


def test_the_pixel_limit_is_exact(tmp_path: Path) -> None:
    path = written(tmp_path / "input", png((100, 50)))
    check_bytes("image1", "fox", path, AttachmentLimits(bytes=1, pixels=5000))
    problem = _problem(path, AttachmentLimits(bytes=1, pixels=4999))
    assert problem.problem is AttachmentProblem.TOO_MANY_PIXELS


@in_one_folder
@given(magic=st.sampled_from([b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBP", b"GIF89a"]), rest=st.binary())
def test_no_bytes_whatever_raise_anything_else(tmp_path: Path, magic: bytes, rest: bytes) -> None:
    path = written(tmp_path / "input", magic + rest)
    with suppress(BadAttachment):
        check_bytes("image1", "fox", path, LIMITS)


@every_format
def test_a_data_uri_holds_the_whole_file(form: str) -> None:
    content = encoded(noise((8, 8)), form)
    kind, _, data = data_uri(content).partition(",")
    assert kind == f"data:image/{form.lower()};base64"
    assert base64.b64decode(data, validate=True) == content
