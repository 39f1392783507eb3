"""Decoded pictures: whole or damaged, and blank or not; with real image files of every kind."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.imaging.header import DamagedImage, Inspection, NotAnImage
from bot.imaging.work import inspect
from tests.support.pictures import bomb, deep, encoded, noise, png, with_chunks, with_segments, written

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
SIZE = (40, 30)
every_format = pytest.mark.parametrize("form", FORMATS)


def _seen(tmp_path: Path, content: bytes) -> Inspection:
    return inspect(written(tmp_path / "picture", content))


@every_format
def test_a_good_picture_has_a_size_and_is_not_blank(tmp_path: Path, form: str) -> None:
    assert _seen(tmp_path, encoded(noise((300, 200)), form)) == Inspection(300, 200, blank=False)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "I;16"])
def test_every_kind_of_pixel_can_be_looked_at(tmp_path: Path, mode: str) -> None:
    picture = noise((90, 80)).convert(mode) if mode in {"1", "P"} else noise((90, 80), mode)
    assert _seen(tmp_path, encoded(picture)) == Inspection(90, 80, blank=False)


@pytest.mark.parametrize("colour", ["black", "white", "#5865f2"])
@pytest.mark.parametrize("size", [(1, 1), (64, 64), (1024, 1024)])
def test_a_picture_of_one_colour_is_blank(tmp_path: Path, colour: str, size: tuple[int, int]) -> None:
    assert _seen(tmp_path, png(size, colour)).blank


@every_format
def test_it_is_so_in_every_format(tmp_path: Path, form: str) -> None:
    assert _seen(tmp_path, encoded(Image.new("RGB", (300, 200), "#5865f2"), form)).blank


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA"])
def test_it_is_so_in_every_mode(tmp_path: Path, mode: str) -> None:
    assert _seen(tmp_path, encoded(Image.new("RGB", SIZE, "white").convert(mode))).blank


def test_what_nobody_can_see_is_blank(tmp_path: Path) -> None:
    clear = noise(SIZE, "RGBA")
    clear.putalpha(0)
    assert _seen(tmp_path, encoded(clear)).blank
    faint = Image.frombytes("L", SIZE, bytes(200 + n % 3 for n in range(SIZE[0] * SIZE[1])))
    assert _seen(tmp_path, encoded(faint)).blank


@pytest.mark.parametrize("colour", [0, 255])
def test_a_drawing_of_one_colour_on_clear_ground_is_something(tmp_path: Path, colour: int) -> None:
    shape = Image.merge("LA", (Image.new("L", SIZE, colour), noise(SIZE, "L")))
    assert not _seen(tmp_path, encoded(shape)).blank


def test_one_dot_on_an_empty_picture_is_something(tmp_path: Path) -> None:
    picture = Image.new("RGB", (1024, 1024), "white")
    picture.putpixel((5, 900), (0, 0, 0))
    assert not _seen(tmp_path, encoded(picture)).blank


def test_a_pattern_as_fine_as_its_pixels_is_something(tmp_path: Path) -> None:
    board = Image.frombytes("L", (256, 256), bytes((x ^ y) % 2 * 255 for y in range(256) for x in range(256)))
    assert not _seen(tmp_path, encoded(board)).blank


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_sixteen_bits_are_told_apart(tmp_path: Path, channels: int) -> None:
    count = SIZE[0] * SIZE[1] * channels
    slope = [300 + 50 * (n // channels) % 65_000 for n in range(count)]
    assert _seen(tmp_path, deep(SIZE, slope, channels)) == Inspection(*SIZE, blank=False)
    assert _seen(tmp_path, deep(SIZE, [40_000] * count, channels)).blank


def test_a_turned_picture_has_the_size_in_which_it_is_shown(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert _seen(tmp_path, encoded(noise((60, 40)), "JPEG", exif=exif)) == Inspection(40, 60, blank=False)


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP"])
def test_of_an_animation_the_first_frame_counts(tmp_path: Path, form: str) -> None:
    frames = [noise((60, 40), seed=seed) for seed in range(3)]
    content = encoded(frames[0], form, save_all=True, append_images=frames[1:])
    assert _seen(tmp_path, content) == Inspection(60, 40, blank=False)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.98])
def test_a_truncated_picture_is_damaged(tmp_path: Path, form: str, share: float) -> None:
    content = encoded(noise((300, 200)), form)
    with pytest.raises(DamagedImage):
        _seen(tmp_path, content[: int(len(content) * share)])


@pytest.mark.parametrize("content", [b"", b"<html>being prepared</html>", b"%PDF-1.7"])
def test_what_is_no_picture_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(NotAnImage):
        _seen(tmp_path, content)


def test_a_picture_that_holds_less_than_it_declares_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(DamagedImage):
        _seen(tmp_path, bomb(3000, 3000))


def test_a_picture_that_is_larger_than_its_header_says_is_not_decoded(tmp_path: Path) -> None:
    # Two headers: the first one is for whoever reads the size, the last one for whoever decodes.
    content = encoded(noise((1200, 1100)), "JPEG")
    frame = next(at for at in range(len(content)) if content[at : at + 2] == b"\xff\xc0")
    small = content[frame + 4 : frame + 5] + b"\0\x08\0\x08" + content[frame + 9 : frame + 19]
    with pytest.raises(DamagedImage, match="larger than its header says"):
        _seen(tmp_path, with_segments(content, (0xC0, small)))


@pytest.mark.parametrize(
    "exif",
    [
        b"Exif\0\0",
        b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + bytes(9),
        b"Exif\0\0II*\0\xff\xff\xff\xff",
        b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x02\0\0\0\x05\0\0\0\x09",
        b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x63\0\0\0\0\0\0",
        b"Exif\0\0nonsense" * 50,
    ],
    ids=["empty", "too many tags", "offset beyond the end", "orientation in letters", "orientation 99", "nonsense"],
)
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_broken_exif_data_do_not_spoil_a_picture(tmp_path: Path, form: str, exif: bytes) -> None:
    assert _seen(tmp_path, encoded(noise((60, 40)), form, exif=exif)) == Inspection(60, 40, blank=False)


def test_large_texts_do_not_spoil_a_picture(tmp_path: Path) -> None:
    catalogs = [(b"tEXt", b"workflow\0" + bytes(3 << 20)), (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + bytes(3 << 20))]
    assert _seen(tmp_path, with_chunks(encoded(noise(SIZE)), *catalogs)) == Inspection(*SIZE, blank=False)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(form=st.sampled_from(FORMATS), damage=st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255))))
def test_a_damaged_file_raises_nothing_else(tmp_path: Path, form: str, damage: list[tuple[int, int]]) -> None:
    content = bytearray(encoded(noise((20, 20)), form))
    for position, value in damage:
        content[position % len(content)] = value
    with suppress(DamagedImage, NotAnImage):
        assert isinstance(_seen(tmp_path, bytes(content)), Inspection)
