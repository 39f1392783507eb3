"""Image files stripped before a library reads them: what the pixels need stays, and nothing else."""

import io
import struct
from collections.abc import Callable
from contextlib import suppress

import pytest
from PIL import Image, ImageChops

from bot.imaging.header import DamagedImage
from bot.imaging.metadata import StrippedImage, strip_metadata
from tests.support.pictures import encoded, linear_profile, noise, with_chunks, with_segments

PICTURE = noise((60, 40))
PROFILE = linear_profile()
TURNED = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"


def _pixels(content: bytes) -> Image.Image:
    with Image.open(io.BytesIO(content)) as picture:
        return picture.convert("RGBA")


def _same(one: bytes, other: bytes) -> bool:
    return ImageChops.difference(_pixels(one), _pixels(other)).getbbox(alpha_only=False) is None


def _gif_comments(content: bytes, count: int) -> bytes:
    """A GIF with ``count`` comments before everything else."""
    at = 13 + (3 << (content[10] & 7) + 1)
    return content[:at] + (b"\x21\xfe\xff" + bytes(255) + b"\0") * count + content[at:]


def _png_texts(content: bytes, count: int) -> bytes:
    return with_chunks(content, *[(b"tEXt", b"Comment\0" + bytes(200))] * count, (b"zTXt", b"a\0\0not packed"))


def _jpeg_metadata(content: bytes, count: int) -> bytes:
    extras = [(0xE1, b"Exif\0\0" + bytes(200)), (0xE2, b"MPF\0" + bytes(50)), (0xED, bytes(99)), (0xFE, b"comment")]
    return with_segments(content, *extras * count)


@pytest.mark.parametrize(
    ("form", "burdened"),
    [("PNG", _png_texts), ("JPEG", _jpeg_metadata), ("GIF", _gif_comments)],
)
def test_metadata_are_left_out_and_the_pixels_stay(form: str, burdened: Callable[[bytes, int], bytes]) -> None:
    plain = encoded(PICTURE, form)
    left = strip_metadata(burdened(plain, 500), form.lower()).data
    assert len(left) <= len(plain) + 300
    assert _same(left, plain)


def test_a_webp_is_left_to_libwebp() -> None:
    content = encoded(PICTURE, "WEBP", exif=TURNED, xmp=bytes(9001))
    assert strip_metadata(content, "webp") == StrippedImage(content, TURNED.removeprefix(b"Exif\0\0"))


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_profile_and_rotation_are_kept(form: str) -> None:
    found = strip_metadata(encoded(PICTURE, form, icc_profile=PROFILE, exif=TURNED), form.lower())
    with Image.open(io.BytesIO(found.data)) as picture:
        assert picture.info["icc_profile"] == PROFILE
    assert found.exif == TURNED.removeprefix(b"Exif\0\0")


def test_a_profile_of_many_segments_is_kept() -> None:
    large = PROFILE + bytes(200_000)
    found = strip_metadata(_jpeg_metadata(encoded(PICTURE, "JPEG", icc_profile=large), 3), "jpeg")
    with Image.open(io.BytesIO(found.data)) as picture:
        assert picture.info["icc_profile"] == large


def test_the_first_exif_data_count() -> None:
    content = with_segments(encoded(PICTURE, "JPEG"), (0xE1, TURNED), (0xE1, b"Exif\0\0" + bytes(99)))
    assert strip_metadata(content, "jpeg").exif == TURNED.removeprefix(b"Exif\0\0")


def test_the_colours_of_a_cmyk_jpeg_are_kept() -> None:
    content = encoded(noise((60, 40), "CMYK"), "JPEG")
    assert _same(strip_metadata(_jpeg_metadata(content, 3), "jpeg").data, content)


def test_the_transparency_of_a_palette_is_kept() -> None:
    content = encoded(PICTURE.convert("P"), transparency=bytes(range(200)))
    assert _same(strip_metadata(_png_texts(content, 3), "png").data, content)


@pytest.mark.parametrize("form", ["PNG", "GIF"])
def test_of_an_animation_the_first_picture_is_left(form: str) -> None:
    frames = [noise((60, 40), "L", seed) for seed in range(3)]
    content = encoded(frames[0], form, save_all=True, append_images=frames[1:], default_image=True)
    left = strip_metadata(content, form.lower()).data
    with Image.open(io.BytesIO(left)) as picture:
        assert getattr(picture, "n_frames", 1) == 1
    assert _same(left, content)


def test_the_first_picture_of_a_gif_keeps_what_is_clear_in_it() -> None:
    frames = [noise((60, 40), "P", seed) for seed in range(2)]
    content = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], transparency=7, disposal=2)
    assert _same(strip_metadata(content, "gif").data, content)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_file_that_was_cut_off_is_damaged_or_left_to_the_library(form: str) -> None:
    content = encoded(PICTURE, form)
    for length in range(20, len(content), 7):
        with suppress(DamagedImage):
            assert len(strip_metadata(content[:length], form.lower()).data) <= length


def test_a_jpeg_without_a_picture_is_damaged() -> None:
    with pytest.raises(DamagedImage):
        strip_metadata(b"\xff\xd8" + struct.pack(">HH", 0xFFE0, 2) * 9, "jpeg")


def test_a_gif_without_a_picture_is_damaged() -> None:
    with pytest.raises(DamagedImage):
        strip_metadata(b"GIF89a" + bytes(7) + b"\x3b", "gif")
