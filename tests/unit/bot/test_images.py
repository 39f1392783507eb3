"""Attachments judged, results looked at, pictures made to fit; all with real image files."""

import base64
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.errors import AttachmentProblem, BadAttachment
from bot.images import (
    MAX_RESULT_PIXELS,
    AttachmentLimits,
    Inspection,
    check_attachment,
    check_bytes,
    data_uri,
    inspect,
    sniff,
)
from tests.support.pictures import bomb, encoded, noise, png, written

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
LIMITS = AttachmentLimits(bytes=20 << 20, pixels=50_000_000)
every_format = pytest.mark.parametrize("form", FORMATS)
# One folder serves all examples: each writes its own file over the last one.
in_one_folder = settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _declared(**told: Any) -> None:
    """Judge an attachment that is fine but for what the test says."""
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
def test_the_bytes_of_the_four_formats_are_taken(tmp_path: Path, form: str) -> None:
    check_bytes("image1", "fox", written(tmp_path / "input", encoded(noise((40, 30)), form)), LIMITS)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj",
        b"<html><body>gone</body></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"RIFF\0\0\0\0WEBP",
        b"GIF89a",
    ],
)
def test_a_file_that_only_has_the_name_of_an_image_is_refused(tmp_path: Path, content: bytes) -> None:
    problem = _problem(written(tmp_path / "input", content))
    assert problem.problem is AttachmentProblem.NOT_AN_IMAGE
    assert (problem.option, problem.filename) == ("image2", "fox.png")


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
def test_a_format_is_known_by_its_first_bytes(form: str) -> None:
    assert sniff(encoded(noise((8, 8)), form)[:32]) == form.lower()


@pytest.mark.parametrize("head", [b"", b"%PDF-1.7", b"<html>", b"\x89PNG", b"RIFF\0\0\0\0WAVE", b"GIF90a", b"BM"])
def test_any_other_beginning_is_no_picture(head: bytes) -> None:
    assert sniff(head) is None


@every_format
def test_a_data_uri_holds_the_whole_file(tmp_path: Path, form: str) -> None:
    content = encoded(noise((8, 8)), form)
    kind, _, data = data_uri(written(tmp_path / "input", content)).partition(",")
    assert kind == f"data:image/{form.lower()};base64"
    assert base64.b64decode(data, validate=True) == content


@every_format
def test_a_good_picture_is_whole_and_not_blank(tmp_path: Path, form: str) -> None:
    path = written(tmp_path / "picture", encoded(noise((300, 200)), form))
    assert inspect(path) == Inspection(300, 200, whole=True, blank=False)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "I;16"])
def test_every_kind_of_pixel_can_be_looked_at(tmp_path: Path, mode: str) -> None:
    picture = noise((90, 80)).convert(mode) if mode in {"1", "P"} else noise((90, 80), mode)
    assert inspect(written(tmp_path / "picture", encoded(picture))) == Inspection(90, 80, whole=True, blank=False)


@pytest.mark.parametrize("colour", ["black", "white", "#5865f2"])
@pytest.mark.parametrize("size", [(1, 1), (64, 64), (1024, 1024)])
def test_a_picture_of_one_colour_is_blank(tmp_path: Path, colour: str, size: tuple[int, int]) -> None:
    assert inspect(written(tmp_path / "picture", png(size, colour))).blank


def test_one_dot_on_an_empty_picture_is_something(tmp_path: Path) -> None:
    picture = Image.new("RGB", (1024, 1024), "white")
    picture.putpixel((5, 900), (0, 0, 0))
    assert not inspect(written(tmp_path / "picture", encoded(picture))).blank


def test_of_an_animation_the_first_frame_counts(tmp_path: Path) -> None:
    frames = [noise((60, 40), seed=seed) for seed in range(3)]
    content = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert inspect(written(tmp_path / "picture", content)) == Inspection(60, 40, whole=True, blank=False)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.98])
def test_a_truncated_picture_is_not_whole(tmp_path: Path, form: str, share: float) -> None:
    content = encoded(noise((300, 200)), form)
    assert not inspect(written(tmp_path / "picture", content[: int(len(content) * share)])).whole


@pytest.mark.parametrize("content", [b"", b"<html>being prepared</html>", b"%PDF-1.7", bomb(60_000, 60_000)])
def test_what_can_not_be_opened_is_not_whole(tmp_path: Path, content: bytes) -> None:
    assert inspect(written(tmp_path / "picture", content)) == Inspection(0, 0, whole=False, blank=False)


def test_a_picture_of_too_many_pixels_is_not_decoded(tmp_path: Path) -> None:
    path = written(tmp_path / "picture", bomb(9000, 9000))
    assert inspect(path) == Inspection(9000, 9000, whole=False, blank=False)


def test_a_picture_about_which_pillow_warns_is_not_decoded_either(tmp_path: Path) -> None:
    side = 10_000
    assert side**2 > MAX_RESULT_PIXELS
    with warnings.catch_warnings(action="ignore", category=Image.DecompressionBombWarning):
        assert not inspect(written(tmp_path / "picture", bomb(side, side))).whole


@in_one_folder
@given(form=st.sampled_from(FORMATS), damage=st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255))))
def test_a_damaged_file_is_judged_and_never_raises(tmp_path: Path, form: str, damage: list[tuple[int, int]]) -> None:
    content = bytearray(encoded(noise((20, 20)), form))
    for position, value in damage:
        content[position % len(content)] = value
    assert isinstance(inspect(written(tmp_path / "picture", bytes(content))), Inspection)
