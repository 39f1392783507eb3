"""The quality that fits a picture into a limit of bytes: calculated, as each try takes as long as an upload."""

import pytest
from PIL import Image, ImageFilter

from bot.imaging.compression import BEST, compressed, encoded
from tests.support.pictures import noise

SIZE = (960, 540)
SMOOTH = noise((24, 14)).resize(SIZE, Image.Resampling.BICUBIC)
SOFT = noise((480, 270)).resize(SIZE, Image.Resampling.BICUBIC)
GRAINY = Image.blend(SMOOTH, noise(SIZE), 0.1)
PICTURES = {
    "smooth": SMOOTH,
    "soft": SOFT,
    "grainy": GRAINY,
    "grey": GRAINY.convert("L"),
    "half sky": Image.composite(SMOOTH, GRAINY, Image.linear_gradient("L").resize(SIZE).point([0] * 128 + [255] * 128)),
    "blurred": GRAINY.filter(ImageFilter.GaussianBlur(2)),
}


class Encoder:
    """Notes the tries with a picture of full size or close to it, and not those with strips."""

    def __init__(self) -> None:
        self.tries: list[tuple[int, int]] = []

    def __call__(self, picture: Image.Image, quality: int) -> memoryview:
        """Encode it."""
        if picture.width > SIZE[0] // 4:
            self.tries.append((picture.width, quality))
        return encoded(picture, quality)


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("excess", [1.01, 1.1, 1.25, 1.5])
def test_a_picture_that_is_too_large_fits_at_the_second_try(name: str, excess: float) -> None:
    limit, encoder = int(len(encoded(PICTURES[name], BEST)) / excess), Encoder()
    data = compressed(PICTURES[name], limit, encoder)
    assert data
    assert limit * 0.6 < len(data) <= limit
    assert [width for width, _ in encoder.tries] == [SIZE[0]] * 2


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_that_fits_is_encoded_once_in_the_best_quality(name: str) -> None:
    encoder = Encoder()
    assert compressed(PICTURES[name], len(encoded(PICTURES[name], BEST)), encoder)
    assert encoder.tries == [(SIZE[0], BEST)]


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_that_no_quality_makes_small_enough_is_scaled_down_at_once(name: str) -> None:
    encoder = Encoder()
    assert compressed(PICTURES[name], len(encoded(PICTURES[name], BEST)) // 4, encoder)
    widths = [width for width, _ in encoder.tries]
    assert widths[:2] == sorted({SIZE[0], widths[1]}, reverse=True)
    assert len(widths) <= 5


@pytest.mark.parametrize("limit", [1000, 30_000, 100_000, 300_000])
def test_noise_and_hopeless_limits_end_after_some_tries(limit: int) -> None:
    encoder = Encoder()
    data = compressed(noise((400, 300)), limit, encoder)
    assert data is None or len(data) <= limit
    assert len(encoder.tries) <= 12


def test_what_shines_through_is_calculated_likewise() -> None:
    picture = GRAINY.convert("RGBA")
    limit, encoder = int(len(encoded(picture, BEST)) / 1.3), Encoder()
    data = compressed(picture, limit, encoder)
    assert data
    assert len(data) <= limit
    assert len(encoder.tries) <= 3
