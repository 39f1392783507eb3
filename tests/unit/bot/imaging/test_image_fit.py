"""Pictures made to fit a limit of bytes: what comes out has to look like what went in, pixel by pixel."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from bot.imaging.header import DamagedImage
from bot.imaging.work import fit
from tests.support.charts import CHART, COLOURS, alike, chart, looks, opaque, patches
from tests.support.pictures import (
    bomb,
    deep,
    encoded,
    linear_profile,
    noise,
    with_chunks,
    with_segments,
    written,
)

PLENTY = 1 << 20
MANY = 80_000_000
ORIENTATION = 0x0112
"""The EXIF tag."""

GREYS = (0x0000, 0x3000, 0x6000, 0x9000, 0xC000, 0xFFFF)
"""Values of 16 bits."""

ALPHAS = (255, 255, 128, 64, 0, 255)


def _fitted(tmp_path: Path, content: bytes, limit: int = PLENTY, max_pixels: int = MANY) -> Image.Image:
    """What a picture is made into, decoded."""
    found = fit(written(tmp_path / "picture", content), limit, tmp_path / "small", max_pixels)
    assert found
    assert found.stat().st_size <= limit
    with Image.open(found) as small:
        small.load()
        return small


def _spread(*pixels: tuple[int, ...]) -> list[int]:
    """The samples of a chart of ``pixels``."""
    width, height = CHART
    return [
        sample for y in range(height) for x in range(width) for sample in pixels[x * 3 // width + 3 * (y * 2 // height)]
    ]


@pytest.mark.parametrize(
    ("form", "mode", "options"),
    [
        ("PNG", "RGB", {}),
        ("PNG", "P", {}),
        ("JPEG", "RGB", {"quality": 95}),
        ("JPEG", "RGB", {"quality": 95, "progressive": True}),
        ("JPEG", "CMYK", {"quality": 95}),
        ("WEBP", "RGB", {"lossless": True}),
        ("GIF", "P", {}),
    ],
    ids=str,
)
def test_colours_stay_what_they_are(tmp_path: Path, form: str, mode: str, options: dict[str, object]) -> None:
    picture = chart().quantize() if mode == "P" else chart().convert(mode)
    assert alike(looks(_fitted(tmp_path, encoded(picture, form, **options))), opaque(*COLOURS))


@pytest.mark.parametrize("mode", ["L", "1"])
def test_greys_stay_what_they_are(tmp_path: Path, mode: str) -> None:
    picture = patches(mode, (0, 255, 0, 255, 255, 0))
    assert alike(looks(_fitted(tmp_path, encoded(picture))), looks(picture))


def test_grey_of_sixteen_bits_stays_grey(tmp_path: Path) -> None:
    content = deep(CHART, _spread(*((grey,) for grey in GREYS)), 1)
    assert alike(looks(_fitted(tmp_path, content)), opaque(*((grey >> 8,) * 3 for grey in GREYS)))


@pytest.mark.parametrize("channels", [2, 3, 4])
def test_other_pixels_of_sixteen_bits_keep_colour_and_alpha(tmp_path: Path, channels: int) -> None:
    colours = COLOURS if channels > 2 else tuple((grey >> 8,) * 3 for grey in GREYS)
    pixels = [
        (*(part << 8 for part in colour[: 3 if channels > 2 else 1]), *([alpha << 8] if channels in {2, 4} else []))
        for colour, alpha in zip(colours, ALPHAS, strict=True)
    ]
    wanted = [(*colour, alpha if channels in {2, 4} else 255) for colour, alpha in zip(colours, ALPHAS, strict=True)]
    assert alike(looks(_fitted(tmp_path, deep(CHART, _spread(*pixels), channels))), wanted)


def test_the_one_grey_of_sixteen_bits_that_is_clear_stays_the_only_one(tmp_path: Path) -> None:
    greys = (0x6000, 0x6001, 0x6100, 0x5FFF, 0x0000, 0xFFFF)
    content = deep(CHART, _spread(*((grey,) for grey in greys)), 1, (b"tRNS", b"\x60\x01"))
    wanted = [(grey >> 8, grey >> 8, grey >> 8, 0 if grey == 0x6001 else 255) for grey in greys]
    assert alike(looks(_fitted(tmp_path, content)), wanted)


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_what_shines_through_goes_on_to(tmp_path: Path, form: str) -> None:
    picture = chart()
    picture.putalpha(patches("L", ALPHAS))
    options = {"lossless": True} if form == "WEBP" else {}
    small = _fitted(tmp_path, encoded(picture, form, **options))
    assert small.format == "WEBP"
    assert alike(looks(small), looks(picture))


def test_an_alpha_that_hides_nothing_is_dropped(tmp_path: Path) -> None:
    picture = chart()
    picture.putalpha(255)
    small = _fitted(tmp_path, encoded(picture))
    assert small.format == "JPEG"
    assert alike(looks(small), looks(picture))


@pytest.mark.parametrize("form", ["PNG", "GIF"])
def test_a_clear_colour_of_a_palette_stays_clear(tmp_path: Path, form: str) -> None:
    picture = patches("P", (0, 1, 2, 3, 4, 5))
    picture.putpalette([part for colour in COLOURS for part in colour])
    small = _fitted(tmp_path, encoded(picture, form, transparency=2))
    assert alike(looks(small), [(*colour, 0 if number == 2 else 255) for number, colour in enumerate(COLOURS)])


def test_every_colour_of_a_palette_may_have_an_alpha_of_its_own(tmp_path: Path) -> None:
    picture = patches("P", (0, 1, 2, 3, 4, 5))
    picture.putpalette([part for colour in COLOURS for part in colour])
    small = _fitted(tmp_path, encoded(picture, transparency=bytes(ALPHAS)))
    assert alike(looks(small), [(*colour, alpha) for colour, alpha in zip(COLOURS, ALPHAS, strict=True)])


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_colour_profile_is_worked_into_the_colours(tmp_path: Path, form: str) -> None:
    options = {"lossless": True} if form == "WEBP" else {"quality": 95}
    picture = Image.new("RGB", CHART, (128, 128, 128))
    small = _fitted(tmp_path, encoded(picture, form, icc_profile=linear_profile(), **options))
    assert alike(looks(small), opaque(*[(188, 188, 188)] * 6))
    assert "icc_profile" not in small.info


def test_a_colour_profile_leaves_the_alpha_alone(tmp_path: Path) -> None:
    picture = Image.new("RGBA", CHART, (128, 128, 128, 99))
    small = _fitted(tmp_path, encoded(picture, icc_profile=linear_profile()))
    assert alike(looks(small), [(188, 188, 188, 99)] * 6)


@pytest.mark.parametrize("profile", [b"", b"nonsense", linear_profile()[:200], bytes(5000)])
@pytest.mark.parametrize("mode", ["RGB", "CMYK"])
def test_a_broken_colour_profile_changes_nothing(tmp_path: Path, mode: str, profile: bytes) -> None:
    content = encoded(chart().convert(mode), "JPEG", quality=95, icc_profile=profile)
    assert alike(looks(_fitted(tmp_path, content)), opaque(*COLOURS))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_upright_however_the_camera_was_held(tmp_path: Path, form: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    content = encoded(chart(), form, exif=exif, quality=95)
    with Image.open(written(tmp_path / "photo", content)) as photo:
        upright = ImageOps.exif_transpose(photo)
    small = _fitted(tmp_path, content)
    assert small.size == upright.size
    assert alike(looks(small), looks(upright))
    assert small.getexif().get(ORIENTATION, 1) == 1


@pytest.mark.parametrize(
    "exif",
    [
        b"Exif\0\0",
        b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + bytes(9),
        b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x02\0\0\0\x05\0\0\0\x09",
        b"Exif\0\0" + bytes(range(256)) * 9,
    ],
    ids=["empty", "too many tags", "orientation in letters", "nonsense"],
)
def test_broken_exif_data_do_not_spoil_a_photo(tmp_path: Path, exif: bytes) -> None:
    content = with_segments(encoded(chart(), "JPEG", quality=95), (0xE1, exif))
    assert alike(looks(_fitted(tmp_path, content)), opaque(*COLOURS))


def test_nothing_but_the_picture_goes_on(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "where I live"
    photo = encoded(chart(), "JPEG", exif=exif, comment=b"where I live", xmp=b"where I live")
    fit(written(tmp_path / "photo", photo), PLENTY, tmp_path / "1", MANY)
    clear = chart()
    clear.putalpha(9)
    drawing = with_chunks(encoded(clear, exif=exif), (b"tEXt", b"Comment\0where I live"))
    fit(written(tmp_path / "drawing", drawing), PLENTY, tmp_path / "2", MANY)
    for made in (tmp_path / "1.jpg", tmp_path / "2.webp"):
        assert b"where" not in made.read_bytes()


@pytest.mark.parametrize("form", ["PNG", "GIF", "WEBP"])
def test_an_animation_becomes_its_first_frame(tmp_path: Path, form: str) -> None:
    frames = [chart(), noise(CHART), noise(CHART, seed=2)]
    content = encoded(frames[0], form, save_all=True, append_images=frames[1:], duration=100)
    small = _fitted(tmp_path, content)
    assert getattr(small, "n_frames", 1) == 1
    assert alike(looks(small), opaque(*COLOURS), close=24)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(width=st.integers(256, 600), height=st.integers(256, 600), limit=st.integers(100_000, 1_500_000))
def test_what_comes_out_is_never_over_the_limit(tmp_path: Path, width: int, height: int, limit: int) -> None:
    source = written(tmp_path / "picture.png", encoded(noise((width, height)), compress_level=0))
    found = fit(source, limit, tmp_path / "small", MANY)
    assert found is None or found.stat().st_size <= limit


def test_the_size_is_kept_where_a_lower_quality_is_enough(tmp_path: Path) -> None:
    assert _fitted(tmp_path, encoded(noise((500, 500))), 500_000 // 2).size == (500, 500)


def test_a_picture_that_no_quality_makes_small_enough_is_scaled_down(tmp_path: Path) -> None:
    small = _fitted(tmp_path, encoded(noise((800, 400))), 80_000)
    assert small.width < 600
    assert small.width / small.height == pytest.approx(2, rel=0.01)


@pytest.mark.parametrize(
    ("form", "size", "most", "made"),
    [
        ("PNG", (300, 200), 60_000, (300, 200)),
        ("PNG", (300, 200), 59_999, (150, 100)),
        ("JPEG", (300, 200), 59_999, (150, 100)),
        ("JPEG", (900, 600), 60_000, (300, 200)),
        ("JPEG", (1500, 1000), 60_000, (300, 200)),
    ],
)
def test_what_has_too_many_pixels_is_scaled_down_first(
    tmp_path: Path, form: str, size: tuple[int, int], most: int, made: tuple[int, int]
) -> None:
    small = _fitted(tmp_path, encoded(chart(size), form), max_pixels=most)
    assert small.size == made
    assert alike(looks(small), opaque(*COLOURS))


@pytest.mark.parametrize(("mode", "side"), [("RGBA", 16_384), ("RGB", 65_536)])
def test_a_picture_longer_than_its_new_format_allows_is_made_shorter(tmp_path: Path, mode: str, side: int) -> None:
    assert max(_fitted(tmp_path, encoded(Image.new(mode, (side, 256)), compress_level=0)).size) <= 16_383


def test_a_picture_too_long_and_thin_to_be_made_small_enough_is_given_up(tmp_path: Path) -> None:
    source = written(tmp_path / "banner.png", encoded(noise((3000, 256)), compress_level=0))
    assert fit(source, 1 << 17, tmp_path / "small", MANY) is None


@pytest.mark.parametrize("content", [bomb(300, 300), encoded(noise((300, 200)))[:-9000]], ids=["bomb", "cut"])
def test_what_can_not_be_read_is_said_to_be_damaged(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(DamagedImage):
        fit(written(tmp_path / "picture", content), PLENTY, tmp_path / "small", MANY)


def test_a_disk_that_can_not_be_written_is_no_damage(tmp_path: Path) -> None:
    source = written(tmp_path / "picture", encoded(chart()))
    with pytest.raises(FileNotFoundError):
        fit(source, PLENTY, tmp_path / "no such folder" / "small", MANY)
