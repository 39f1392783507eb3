"""Pictures of which the file itself tells that they are good; whatever it says of any file, decoding says the same."""

import io
import random
import struct
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.imaging.header import FLAT, DamagedImage, Inspection, NotAnImage
from bot.imaging.integrity import MAX_CHUNKS, MAX_PROFILE, MAX_ROW, verified
from bot.imaging.work import inspect
from sandbox.painter.painter import paint
from tests.support.pictures import bomb, deep, encoded, filtered, linear_profile, noise, png, with_chunks, written

MODES = ("L", "LA", "RGB", "RGBA")
SIZE = (40, 30)
EVERY_FILTER = (0, 1, 2, 3, 4)
every_mode = pytest.mark.parametrize("mode", MODES)
every_filter = pytest.mark.parametrize("filters", [*((kind,) for kind in EVERY_FILTER), EVERY_FILTER], ids=str)


def _decoded(folder: Path, content: bytes) -> Inspection | None:
    with suppress(DamagedImage, NotAnImage):
        return inspect(written(folder / "picture", content))
    return None


def _nearly_one_colour(mode: str, spread: int, seed: int = 1) -> Image.Image:
    """Noise whose levels differ by ``spread`` at the most, in every band."""
    levels = noise(SIZE, mode, seed).tobytes()
    return Image.frombytes(mode, SIZE, bytes(100 + level % (spread + 1) for level in levels))


@every_mode
@every_filter
def test_a_whole_picture_with_something_on_it_needs_no_decoding(mode: str, filters: Sequence[int]) -> None:
    assert verified(filtered(noise(SIZE, mode), filters)) == Inspection(*SIZE, blank=False)


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_smooth_slope_needs_none_either(mode: str) -> None:
    slope = Image.linear_gradient("L").resize((400, 600)).convert(mode)
    assert verified(encoded(slope)) == Inspection(400, 600, blank=False)


@pytest.mark.parametrize("prompt", ["a red fox", "a blue lake", "a green hill"])
def test_what_imini_of_the_sandbox_paints_needs_none(prompt: str) -> None:
    assert verified(paint(prompt, (640, 480), seed=1)) == Inspection(640, 480, blank=False)


@every_mode
@every_filter
@pytest.mark.parametrize("level", [0, 9])
def test_noise_too_faint_to_be_seen_is_left_to_decoding(
    tmp_path: Path, mode: str, filters: Sequence[int], level: int
) -> None:
    faint = filtered(_nearly_one_colour(mode, FLAT), filters, level)
    assert _decoded(tmp_path, faint) == Inspection(*SIZE, blank=True)
    assert verified(faint) is None


@every_filter
def test_colours_that_nobody_can_see_are_left_to_decoding(filters: Sequence[int]) -> None:
    for alpha in (0, FLAT):
        hidden = noise(SIZE, "RGBA")
        hidden.putalpha(alpha)
        assert verified(filtered(hidden, filters)) is None


@every_filter
def test_a_shape_on_clear_ground_is_seen_by_its_edge(filters: Sequence[int]) -> None:
    shape = Image.new("RGBA", SIZE, (0, 0, 0, 0))
    shape.paste((90, 90, 90, 200), (10, 10, 20, 20))
    assert verified(filtered(shape, filters)) == Inspection(*SIZE, blank=False)


def test_a_file_tells_the_same_as_its_bytes(tmp_path: Path) -> None:
    whole = encoded(noise(SIZE))
    for content in (whole, whole[:-1]):
        assert verified(written(tmp_path / "picture", content)) == verified(content)
    with pytest.raises(OSError, match="No such file"):
        verified(tmp_path / "other")


def test_one_dot_on_an_empty_picture_is_seen() -> None:
    picture = Image.new("RGB", (1024, 1024), "white")
    picture.putpixel((5, 900), (90, 0, 0))
    assert verified(encoded(picture)) == Inspection(1024, 1024, blank=False)


@pytest.mark.parametrize("form", ["JPEG", "WEBP", "GIF", "AVIF"])
def test_other_formats_have_no_checksums_and_are_left_to_decoding(form: str) -> None:
    assert verified(encoded(noise(SIZE), form)) is None


def test_what_changes_how_a_picture_looks_is_left_to_decoding() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    assert verified(encoded(noise(SIZE), exif=turned)) is None
    assert verified(encoded(noise(SIZE), transparency=(1, 2, 3))) is None
    assert verified(encoded(noise(SIZE).convert("P"))) is None
    whole = filtered(noise(SIZE), (0,))
    for at in (26, 27, 28):  # the methods of compression, filtering and interlacing
        header = whole[16:at] + b"\1" + whole[at + 1 : 29]
        assert verified(_file((b"IHDR", header)) + whole[33:]) is None
    # Of 16 bits, the lower eight are too little to be seen.
    faint = [0, 100] * (SIZE[0] * SIZE[1] // 2)
    assert verified(deep(SIZE, faint, 1)) is None


def test_a_colour_profile_and_foreign_chunks_do_no_harm() -> None:
    extras = (b"caBX", bytes(100_000)), (b"tEXt", b"Comment\0made by a machine"), (b"gAMA", bytes(4))
    content = with_chunks(encoded(noise(SIZE), icc_profile=linear_profile()), *extras)
    assert verified(content) == Inspection(*SIZE, blank=False)


@pytest.mark.parametrize(
    "chunk",
    [
        (b"gAMA", b""),
        (b"sRGB", b""),
        (b"cHRM", b"123"),
        (b"iCCP", b"name"),
        (b"iCCP", b"name\0\1" + zlib.compress(b"profile")),
        (b"iCCP", b"name\0\0" + zlib.compress(bytes(MAX_PROFILE + 1))),
        (b"iCCP", b"name\0\0" + zlib.compress(b"profile") + bytes(MAX_PROFILE)),
        (b"NEWs", b"a picture can't be shown without this"),
    ],
    ids=lambda chunk: f"{chunk[0].decode()} of {len(chunk[1])}",
)
def test_a_chunk_that_decoding_may_refuse_is_left_to_it(chunk: tuple[bytes, bytes]) -> None:
    assert verified(with_chunks(encoded(noise(SIZE)), chunk)) is None


def test_more_chunks_than_any_picture_has_are_left_to_the_process_that_may_be_killed() -> None:
    assert verified(with_chunks(encoded(noise(SIZE)), *[(b"tEXt", b"")] * MAX_CHUNKS)) is None
    without_end = with_chunks(encoded(noise(SIZE)), *[(b"tEXt", b"")] * (MAX_CHUNKS - 1))[:-12]
    assert verified(without_end) is None


@pytest.mark.parametrize(("width", "is_held"), [(MAX_ROW - 1, True), (MAX_ROW, False)])
def test_a_row_too_long_to_be_held_is_left_to_decoding(width: int, is_held: bool) -> None:
    rows = bytes(1 + width) + b"\1" + random.Random(1).randbytes(width)  # noqa: S311
    header = struct.pack(">IIBBBBB", width, 2, 8, 0, 0, 0, 0)
    found = verified(_file((b"IHDR", header), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b"")))
    assert found == (Inspection(width, 2, blank=False) if is_held else None)


def test_a_picture_without_pixels_or_with_fewer_than_it_declares_is_left_to_decoding() -> None:
    whole = encoded(noise(SIZE))
    assert verified(bomb(3000, 3000)) is None
    assert verified(whole[:33] + whole[-12:]) is None
    for height in (0, 1):
        header = struct.pack(">IIBBBBB", 40, height, 8, 2, 0, 0, 0)
        chunk = struct.pack(">I", 13) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
        assert verified(whole[:8] + chunk + whole[33:]) is None


def test_rows_below_the_last_one_are_not_looked_at(tmp_path: Path) -> None:
    """Decoding ignores them, so they can't make a blank picture one with something on it."""
    rows = bytes(1 + 40) * 30 + b"\0" + random.Random(1).randbytes(40)  # noqa: S311
    header = struct.pack(">IIBBBBB", 40, 30, 8, 0, 0, 0, 0)
    content = _file((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    assert _decoded(tmp_path, content) == Inspection(40, 30, blank=True)
    assert verified(content) is None


@pytest.mark.parametrize("unknown", [5, 255])
def test_an_unknown_filter_is_left_to_decoding(unknown: int) -> None:
    rows = (bytes([kind]) + bytes(range(40)) for kind in (0, unknown, 0))
    header = struct.pack(">IIBBBBB", 40, 3, 8, 0, 0, 0, 0)
    assert verified(_file((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows))), (b"IEND", b""))) is None


def test_pixels_in_two_places_are_left_to_decoding() -> None:
    whole = encoded(noise(SIZE))
    data = whole[33:-12]
    pixels = data[8:-4]
    apart = (b"IDAT", pixels[:50]), (b"tEXt", b""), (b"IDAT", pixels[50:]), (b"IEND", b"")
    assert verified(whole[:33] + _chunks(*apart)) is None
    together = (b"IDAT", pixels[:50]), (b"IDAT", b""), (b"IDAT", pixels[50:]), (b"IEND", b"")
    assert verified(whole[:33] + _chunks(*together)) == Inspection(*SIZE, blank=False)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    mode=st.sampled_from(MODES),
    size=st.tuples(st.integers(1, 6), st.integers(1, 6)),
    filters=st.lists(st.integers(0, 4), min_size=1, max_size=6),
    base=st.integers(0, 255),
    spread=st.sampled_from([0, 1, FLAT, FLAT + 1, 20, 255]),
    alpha=st.sampled_from([None, 0, FLAT, FLAT + 1, 255]),
    seed=st.integers(0, 1000),
)
def test_what_the_file_tells_is_what_decoding_finds(
    tmp_path: Path,
    mode: str,
    size: tuple[int, int],
    filters: list[int],
    base: int,
    spread: int,
    alpha: int | None,
    seed: int,
) -> None:
    levels = noise(size, mode, seed).tobytes()
    picture = Image.frombytes(mode, size, bytes(min(255, base + level % (spread + 1)) for level in levels))
    if alpha is not None and mode in {"LA", "RGBA"}:
        picture.putalpha(alpha)
    content = filtered(picture, filters)
    assert verified(content) in {None, _decoded(tmp_path, content)}


def _corpus() -> Iterator[bytes]:
    """Files of every format and several sizes and kinds, good ones all of them."""
    for mode in MODES:
        yield filtered(noise(SIZE, mode), EVERY_FILTER)
        yield encoded(_nearly_one_colour(mode, FLAT))
    yield encoded(noise(SIZE), icc_profile=linear_profile())
    yield encoded(noise(SIZE).convert("P"))
    yield with_chunks(png((64, 64)), (b"tEXt", b"Comment\0made by a machine"), (b"caBX", bytes(500)))
    yield paint("a red fox", (160, 120), seed=1)
    for form in ("JPEG", "WEBP", "GIF"):
        yield encoded(noise(SIZE), form)
        yield _painted(form)


def _painted(form: str) -> bytes:
    return encoded(Image.open(io.BytesIO(paint("a blue lake", (160, 120), seed=2))).convert("RGB"), form)


def _mutants(content: bytes, rng: random.Random) -> Iterator[bytes]:
    """``content`` cut, with bytes flipped, lost, doubled, and overwritten, at random places."""
    for _ in range(20):
        at, length = rng.randrange(len(content)), rng.randrange(1, 40)
        yield content[:at]
        yield content[:at] + bytes([content[at] ^ (1 << rng.randrange(8))]) + content[at + 1 :]
        yield content[:at] + bytes([rng.randrange(256)]) + content[at + 1 :]
        yield content[:at] + content[at + length :]
        yield content[:at] + content[at : at + length] + content[at:]
        yield content[:at] + bytes(min(length, len(content) - at)) + content[at + length :]
    for cut in range(1, 16):
        yield content[:-cut]
        yield content + rng.randbytes(cut)


@pytest.mark.parametrize("seed", range(3))
def test_no_damage_passes_that_decoding_would_find(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311
    passed = 0
    for content in _corpus():
        for mutant in _mutants(content, rng):
            if (found := verified(mutant)) is not None:
                passed += 1
                assert found == _decoded(tmp_path, mutant)
    # Some mutants are their originals: a byte was overwritten with itself.
    assert passed < 40


def _chunks(*parts: tuple[bytes, bytes]) -> bytes:
    return with_chunks(bytes(33), *parts)[33:]


def _file(*parts: tuple[bytes, bytes]) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + _chunks(*parts)
