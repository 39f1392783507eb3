"""Headers of pictures: format and size from the first bytes, whatever stands there."""

import struct
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.imaging.header import MAX_SEGMENTS, DamagedImage, Header, NotAnImage, read_header, sniff
from tests.support.pictures import bomb, encoded, noise, with_segments, written

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
MAGIC = [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBP", b"GIF89a"]


@pytest.mark.parametrize("form", FORMATS)
def test_a_format_is_known_by_its_first_bytes(form: str) -> None:
    assert sniff(encoded(noise((8, 8)), form)[:32]) == form.lower()


@pytest.mark.parametrize("head", [b"", b"%PDF-1.7", b"<html>", b"\x89PNG", b"RIFF\0\0\0\0WAVE", b"GIF90a", b"BM"])
def test_any_other_beginning_is_none_of_the_four(head: bytes) -> None:
    assert sniff(head) is None


@pytest.mark.parametrize(
    ("form", "mode", "options"),
    [
        ("PNG", "RGB", {}),
        ("PNG", "I;16", {}),
        ("JPEG", "RGB", {}),
        ("JPEG", "CMYK", {}),
        ("JPEG", "L", {"progressive": True}),
        ("JPEG", "RGB", {"icc_profile": bytes(300_000), "comment": b"x" * 60_000}),
        ("WEBP", "RGB", {}),
        ("WEBP", "RGB", {"lossless": True}),
        ("WEBP", "RGBA", {}),
        ("GIF", "L", {}),
    ],
    ids=str,
)
@pytest.mark.parametrize("size", [(1, 1), (300, 7), (7, 300)], ids=str)
def test_the_size_is_read_as_any_encoder_wrote_it(
    tmp_path: Path, form: str, mode: str, options: dict[str, object], size: tuple[int, int]
) -> None:
    path = written(tmp_path / "picture", encoded(noise(size, mode), form, **options))
    assert read_header(path) == Header(form.lower(), *size)


def test_a_large_size_is_read_in_full(tmp_path: Path) -> None:
    assert read_header(written(tmp_path / "picture", bomb(2**31 - 1, 60_000))) == Header("png", 2**31 - 1, 60_000)


def test_segments_of_a_jpeg_may_be_filled_up(tmp_path: Path) -> None:
    content = encoded(noise((30, 20)), "JPEG")
    assert read_header(written(tmp_path / "picture", content[:2] + b"\xff" * 9 + content[2:])).pixels == 600


def test_as_many_segments_as_editors_write_are_fine_and_more_are_not(tmp_path: Path) -> None:
    content = encoded(noise((30, 20)), "JPEG")
    many = with_segments(content, *[(0xE1, b"Exif\0\0" + bytes(200))] * (MAX_SEGMENTS - 100))
    assert read_header(written(tmp_path / "picture", many)).pixels == 600
    more = with_segments(content, *[(0xE1, b"Exif\0\0" + bytes(200))] * MAX_SEGMENTS)
    with pytest.raises(DamagedImage, match="metadata"):
        read_header(written(tmp_path / "picture", more))


@pytest.mark.parametrize(
    ("content", "foreign"),
    [
        (b"", ""),
        (b"<html>", ""),
        (b"{}", ""),
        (b"\0\0\0\x18ftypmp42\0\0\0\0isommp42", ""),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heic"),
        (b"\0\0\0\x20ftypmif1\0\0\0\0mif1avifmiaf", "avif"),
        (b"\xff\x0a\x10", "jxl"),
        (b"\0\0\0\x0cJXL \r\n\x87\n", "jxl"),
        (b"BM6\0\0\0", "bmp"),
        (b"II*\0\x08\0\0\0", "tiff"),
    ],
)
def test_another_picture_format_is_named(tmp_path: Path, content: bytes, foreign: str) -> None:
    with pytest.raises(NotAnImage) as caught:
        read_header(written(tmp_path / "picture", content))
    assert caught.value.foreign == foreign


@pytest.mark.parametrize("content", MAGIC)
@pytest.mark.parametrize("rest", [b"", b"\0", bytes(200)])
def test_what_ends_or_makes_no_sense_within_its_header_is_damaged(tmp_path: Path, content: bytes, rest: bytes) -> None:
    with pytest.raises(DamagedImage):
        read_header(written(tmp_path / "picture", content + rest))


def test_a_picture_without_a_size_is_damaged(tmp_path: Path) -> None:
    for width, height in ((0, 9), (9, 0)):
        with pytest.raises(DamagedImage):
            read_header(written(tmp_path / "picture", bomb(width, height)))
        with pytest.raises(DamagedImage):
            read_header(written(tmp_path / "picture", b"GIF89a" + struct.pack("<HH", width, height) + bytes(9)))


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(magic=st.sampled_from(MAGIC), rest=st.binary(max_size=100))
def test_no_bytes_whatever_raise_anything_else(tmp_path: Path, magic: bytes, rest: bytes) -> None:
    with suppress(DamagedImage, NotAnImage):
        assert read_header(written(tmp_path / "picture", magic + rest)).pixels > 0
