"""Pictures made to fit an upload limit."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.images import SMALLEST_LIMIT, fit, inspect
from tests.support.pictures import encoded, noise, png, written

ORIENTATION = 0x0112
"""The EXIF tag."""

UNSQUEEZED: dict[str, dict[str, object]] = {"JPEG": {"quality": 100}, "WEBP": {"lossless": True}}


def test_a_picture_that_fits_stays_as_it_is(tmp_path: Path) -> None:
    source = written(tmp_path / "picture.png", png((50, 50)))
    assert fit(source, source.stat().st_size, tmp_path / "small") == source
    assert list(tmp_path.iterdir()) == [source]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(width=st.integers(256, 600), height=st.integers(256, 600), limit=st.integers(1, 1_500_000))
def test_what_comes_out_is_never_over_the_limit(tmp_path: Path, width: int, height: int, limit: int) -> None:
    source = written(tmp_path / "picture.png", encoded(noise((width, height)), compress_level=0))
    found = fit(source, limit, tmp_path / "small")
    size = source.stat().st_size
    assert (found == source) == (size <= limit)
    assert (found is None) == (size > limit and limit < SMALLEST_LIMIT)
    assert found is None or found.stat().st_size <= limit


@pytest.mark.parametrize(
    ("mode", "side", "form", "suffix"),
    [
        ("RGB", 330, "PNG", ".jpg"),
        ("RGBA", 280, "PNG", ".webp"),
        ("LA", 400, "PNG", ".webp"),
        ("L", 540, "PNG", ".jpg"),
        ("I;16", 400, "PNG", ".jpg"),
        ("CMYK", 330, "JPEG", ".jpg"),
        ("RGB", 330, "WEBP", ".jpg"),
        ("RGB", 540, "GIF", ".jpg"),
    ],
)
def test_every_kind_of_pixel_can_be_made_smaller(tmp_path: Path, mode: str, side: int, form: str, suffix: str) -> None:
    content = encoded(noise((side, side), mode), form, **UNSQUEEZED.get(form, {}))
    assert len(content) > SMALLEST_LIMIT
    source = written(tmp_path / "picture", content)
    found = fit(source, SMALLEST_LIMIT, tmp_path / "1-small")
    assert found == tmp_path / f"1-small{suffix}"
    seen = inspect(found)
    assert seen.whole
    assert not seen.blank


def test_a_palette_with_transparency_stays_transparent(tmp_path: Path) -> None:
    picture = noise((540, 540), "L")
    picture.putpalette([value for value in range(256) for _ in "rgb"])
    source = written(tmp_path / "picture.png", encoded(picture, transparency=7))
    found = fit(source, SMALLEST_LIMIT, tmp_path / "small")
    assert found
    with Image.open(found) as small:
        assert small.has_transparency_data


def test_the_shape_is_kept(tmp_path: Path) -> None:
    source = written(tmp_path / "picture.png", encoded(noise((480, 270))))
    found = fit(source, SMALLEST_LIMIT, tmp_path / "small")
    assert found
    with Image.open(found) as small:
        assert small.width / small.height == pytest.approx(16 / 9, rel=0.01)


def test_the_size_is_kept_where_a_lower_quality_is_enough(tmp_path: Path) -> None:
    source = written(tmp_path / "picture.png", encoded(noise((500, 500))))
    found = fit(source, 500_000, tmp_path / "small")
    assert found
    with Image.open(found) as small:
        assert small.size == (500, 500)


def test_a_picture_that_no_quality_makes_small_enough_is_scaled_down(tmp_path: Path) -> None:
    source = written(tmp_path / "picture.png", encoded(noise((800, 800)), compress_level=0))
    found = fit(source, SMALLEST_LIMIT, tmp_path / "small")
    assert found
    with Image.open(found) as small:
        assert small.size == (600, 600)


def test_a_photo_taken_upright_stays_upright(tmp_path: Path) -> None:
    turned = Image.Exif()
    turned[ORIENTATION] = 6  # to be turned by 90 degrees
    source = written(tmp_path / "photo.jpg", encoded(noise((600, 400)), "JPEG", exif=turned, quality=100))
    found = fit(source, SMALLEST_LIMIT, tmp_path / "small")
    assert found
    with Image.open(found) as small:
        assert small.height > small.width
        assert small.getexif().get(ORIENTATION, 1) == 1


@pytest.mark.parametrize(("mode", "side"), [("RGBA", 16_384), ("RGB", 65_536)])
def test_a_picture_longer_than_its_new_format_allows_is_made_shorter(tmp_path: Path, mode: str, side: int) -> None:
    source = written(tmp_path / "banner.png", encoded(Image.new(mode, (side, 256)), compress_level=0))
    found = fit(source, 1 << 20, tmp_path / "small")
    assert found
    assert inspect(found).whole


def test_a_picture_too_long_and_thin_to_be_made_small_enough_is_given_up(tmp_path: Path) -> None:
    source = written(tmp_path / "banner.png", encoded(noise((3000, 256)), compress_level=0))
    assert fit(source, SMALLEST_LIMIT, tmp_path / "small") is None


def test_an_animation_becomes_its_first_frame(tmp_path: Path) -> None:
    frames = [noise((540, 540), "L", seed) for seed in range(2)]
    source = written(tmp_path / "a.gif", encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    found = fit(source, SMALLEST_LIMIT, tmp_path / "small")
    assert found
    with Image.open(found) as small:
        assert getattr(small, "n_frames", 1) == 1
