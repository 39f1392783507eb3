"""Pictures have the requested size, differ for each prompt, and carry a mark."""

import io
from contextlib import suppress
from itertools import product

import pytest
from PIL import Image, ImageChops, ImageFont, ImageStat

from sandbox.imini.sizes import BUDGETS, RATIOS, Size, describe, dimensions
from sandbox.painter import caption, insets
from sandbox.painter.painter import STYLES, blank, paint, placeholder
from sandbox.painter.tools import palette
from tests.unit.sandbox.caller import dice

SMALL: Size = (320, 192)


def opened(picture: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(picture))
    assert image.format == "PNG"
    return image.convert("RGB")


def painted(
    prompt: str = "an old proverb", seed: int = 1, index: int = 0, references: tuple[bytes, ...] = ()
) -> Image.Image:
    return opened(paint(prompt, SMALL, seed=seed, references=references, quality="low", index=index))


def difference(one: Image.Image, other: Image.Image) -> float:
    """Mean difference of two pictures, in levels of 255."""
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3


def _is_there(font: caption.Face) -> bool:
    with suppress(OSError):
        return bool(ImageFont.truetype(font[0], index=font[1]))
    return False


def plain(colour: str, kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize(("resolution", "ratio"), [*product(BUDGETS, RATIOS)])
def test_every_size_is_honest(resolution: str, ratio: str) -> None:
    width, height = dimensions(resolution, ratio)
    across, down = map(int, ratio.split(":"))
    assert width % 16 == height % 16 == 0
    assert abs(width / height / (across / down) - 1) <= 0.01
    assert 0.94 * BUDGETS[resolution] <= width * height <= BUDGETS[resolution] or max(width, height) == 3840


@pytest.mark.parametrize("ratio", RATIOS)
def test_a_turned_ratio_has_the_turned_size(ratio: str) -> None:
    turned = ":".join(reversed(ratio.split(":")))
    assert turned not in RATIOS or dimensions("2K", turned) == dimensions("2K", ratio)[::-1]


def test_well_known_sizes_are_met() -> None:
    assert dimensions("1K", "1:1") == (1024, 1024)
    assert dimensions("4K", "16:9") == (3840, 2160)
    assert dimensions("4K", "21:9") == (3840, 1648)


@pytest.mark.parametrize(("resolution", "ratio"), [("8K", "1:1"), ("1K", "1:2")])
def test_an_unknown_setting_has_no_size(resolution: str, ratio: str) -> None:
    with pytest.raises(ValueError, match="no size is known"):
        dimensions(resolution, ratio)


def test_a_size_is_described_by_its_settings() -> None:
    assert describe((3840, 2160)) == "16:9  4K  3840 x 2160"
    assert describe((300, 200)) == "300 x 200"


@pytest.mark.parametrize("index", range(len(STYLES)))
@pytest.mark.parametrize("size", [(320, 192), (144, 320)])
def test_every_style_paints_every_shape(index: int, size: Size) -> None:
    image = opened(paint("something without a name", size, seed=3, index=index))
    assert image.size == size
    assert min(ImageStat.Stat(image).stddev) > 10


def test_the_same_input_gives_the_same_bytes() -> None:
    assert paint("a fox", SMALL, seed=5) == paint("a fox", SMALL, seed=5)


def test_prompts_seeds_and_pictures_of_a_batch_differ() -> None:
    first = painted()
    assert difference(first, painted(prompt="a new proverb")) > 10
    assert difference(first, painted(index=1)) > 10
    assert difference(first, painted(seed=2)) > 3


def test_a_large_picture_is_a_large_file() -> None:
    picture = paint("a harbour", dimensions("4K", "16:9"), seed=1, quality="high")
    assert opened(picture).size == (3840, 2160)
    assert 4_000_000 < len(picture) < 14_000_000


def test_better_quality_is_more_detail() -> None:
    low, high = (len(paint("a harbour", (512, 512), seed=1, quality=quality)) for quality in ("low", "high"))
    assert 100_000 < low < high < 800_000


def test_a_colour_in_the_prompt_sets_the_hue() -> None:
    rng = dice(1)
    assert abs(palette.choose("a BLUE door", rng).hue - palette.NAMED_HUES["blue"]) <= 8
    assert abs(palette.choose("一只红色的狐狸", rng).hue - palette.NAMED_HUES["红"]) <= 8
    assert palette.choose("a bored reddish door", dice(3)) == palette.choose("a door", dice(3))


def test_a_reference_hangs_on_the_picture_and_sets_its_hue() -> None:
    without, red, blue = painted(), painted(references=(plain("red"),)), painted(references=(plain("blue", "JPEG"),))
    assert difference(without, red) > 10
    assert any(pixel[0] > 240 and pixel[1] < 15 for _, pixel in red.getcolors(10**6) or [] if isinstance(pixel, tuple))
    assert difference(red, blue) > 10


def test_each_further_reference_shows() -> None:
    one, three = (painted(references=(plain("red"),) * number) for number in (1, 3))
    assert difference(one, three) > 5


@pytest.mark.parametrize("empty", [*product(("left", "right"), ("top", "bottom"))])
def test_references_hang_where_they_hide_least(empty: tuple[str, str]) -> None:
    picture = Image.effect_noise((400, 400), 255).convert("RGB")
    corner = (0 if empty[0] == "left" else 200), (0 if empty[1] == "top" else 200)
    picture.paste("grey", (*corner, corner[0] + 200, corner[1] + 200))
    before = picture.copy()
    insets.pin(picture, (Image.new("RGB", (64, 48), "red"),), 400, dice(1))
    changed = ImageChops.difference(before, picture).getbbox()
    assert changed
    assert (changed[0] // 200 * 200, changed[1] // 200 * 200) == corner


@pytest.mark.parametrize("junk", [b"", b"%PDF-1.7", plain("red")[:40]], ids=["empty", "pdf", "cut"])
def test_an_unreadable_reference_is_an_empty_frame(junk: bytes) -> None:
    assert insets.decode(junk) is None
    assert difference(painted(), painted(references=(junk,))) > 2


def test_a_reference_of_too_many_pixels_is_not_opened() -> None:
    file = io.BytesIO()
    Image.new("1", (9000, 9000)).save(file, "PNG")
    assert insets.decode(file.getvalue()) is None


def test_the_main_hue_of_a_photo_is_found() -> None:
    assert insets.main_hue(Image.new("RGB", (8, 8), "red")) == pytest.approx(25)


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        ("a red fox", "a red fox"),
        ("Ein schönes  Café", "Ein schones Cafe"),
        ("a fox 🦊", "a fox"),
        ("画 a fox", ""),
        ("一只红色的狐狸", ""),
        ("broken \ud800 text", "broken ? text"),
        ("bell\a rings", "bell rings"),
    ],
)
def test_the_caption_has_a_prompt_that_it_can_write_whole(prompt: str, words: str) -> None:
    assert caption.legible(prompt) == words


@pytest.mark.parametrize("prompt", ["一只红色的狐狸", "雪地里的 fox 🦊", "한국어와 が", "山 🏔️"])
def test_a_font_of_the_system_writes_what_pillows_own_can_not(prompt: str) -> None:
    if not (font := next((found for found in caption.CHINESE if _is_there(found)), None)):
        pytest.skip("this machine has no Chinese font")
    assert caption.legible(prompt, font) == prompt.removesuffix(" 🦊").removesuffix(" 🏔️")
    assert caption.legible("🏔️", font) == ""
    colours = palette.Palette(25, 100, 0.14)
    assert caption.strip(SMALL, prompt, "1K", colours).tobytes() != caption.strip(SMALL, "", "1K", colours).tobytes()


def test_a_prompt_that_no_font_can_write_leaves_its_line_to_the_settings() -> None:
    colours = palette.Palette(25, 100, 0.14)
    assert caption.strip(SMALL, "नमस्ते", "1K", colours).tobytes() == caption.strip(SMALL, "", "1K", colours).tobytes()


@pytest.mark.parametrize("prompt", ["一只红色的狐狸", "broken \ud800 text", "x" * 32_000, "مرحبا", "\x00"])
def test_no_prompt_breaks_the_painter(prompt: str) -> None:
    assert painted(prompt).size == SMALL


def test_the_caption_is_written_on_every_picture() -> None:
    rows = caption.strip(SMALL, "a fox", "1K", palette.Palette(25, 100, 0.14))
    bare = caption.strip(SMALL, "", "1K", palette.Palette(25, 100, 0.14))
    assert rows.width == SMALL[0]
    assert rows.height == round(SMALL[1] * 0.08)
    assert rows.tobytes() != bare.tobytes()


def test_a_blank_picture_is_plain() -> None:
    image = opened(blank((64, 32)))
    assert image.size == (64, 32)
    assert image.getextrema() == ((255, 255),) * 3


def test_the_placeholder_is_small() -> None:
    assert opened(placeholder()).size == (240, 160)
