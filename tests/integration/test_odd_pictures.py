"""Pictures as cameras, phones and editors make them: each is used as it looks, or refused in a clear sentence."""

import io
from typing import Any

import pytest
from PIL import Image

from bot.images.reference_loader import ReferenceLoader
from sandbox.imini.planned_responses import Fault
from sandbox.imini.rules import data_bytes
from tests.integration.cards import text_of
from tests.integration.conftest import Remake
from tests.integration.studio import JOB_SECONDS, Studio, offer_every_file, the_card
from tests.support.charts import CHART, COLOURS, Look, alike, chart, looks, opaque, patches
from tests.support.locales import ENGLISH
from tests.support.pictures import bomb, deep, encoded, linear_profile, noise, padded, png, with_chunks, with_segments

HEAVY = 300_000
"""Bytes above which these tests have a reference re-encoded."""

GREYS = (0x0000, 0x3000, 0x6000, 0x9000, 0xC000, 0xFFFF)
CLEAR = tuple((*colour, 0 if number == 2 else 255) for number, colour in enumerate(COLOURS))
inline = pytest.mark.settings(reference_transport="inline")

Picture = tuple[str, bytes, list[Look]]


class SmallInputs(ReferenceLoader):
    """Has references re-encoded that have more than ``HEAVY`` bytes."""

    def __init__(self, *parts: Any, **more: Any) -> None:
        super().__init__(*parts, **more, inline_bytes=HEAVY)


def _spread(*pixels: tuple[int, ...]) -> list[int]:
    """The samples of a chart of ``pixels``."""
    width, height = CHART
    return [
        part for y in range(height) for x in range(width) for part in pixels[x * 3 // width + 3 * (y * 2 // height)]
    ]


def _heavy_png(content: bytes) -> bytes:
    return padded(content, HEAVY + 1)


def _heavy_jpeg(content: bytes) -> bytes:
    return with_segments(content, *[(0xE5, bytes(60_000))] * 6)


def _palette() -> Image.Image:
    picture = patches("P", (0, 1, 2, 3, 4, 5))
    picture.putpalette([part for colour in COLOURS for part in colour])
    return picture


def _turned() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return encoded(chart().transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif, quality=95)


def _animated(form: str) -> bytes:
    frames = [chart(), *(noise((400, 300), seed=seed).resize(CHART) for seed in range(20))]
    return encoded(frames[0], form, save_all=True, append_images=frames[1:], lossless=True)


SOUND: dict[str, Any] = {
    "grey of 16 bits": lambda: (
        "scan.png",
        _heavy_png(deep(CHART, _spread(*((grey,) for grey in GREYS)), 1)),
        opaque(*((grey >> 8,) * 3 for grey in GREYS)),
    ),
    "colours of 16 bits": lambda: (
        "render.png",
        _heavy_png(deep(CHART, _spread(*((r << 8, g << 8, b << 8) for r, g, b in COLOURS)), 3)),
        opaque(*COLOURS),
    ),
    "cmyk": lambda: ("print.jpg", _heavy_jpeg(encoded(chart().convert("CMYK"), "JPEG", quality=95)), opaque(*COLOURS)),
    "a palette with a clear colour": lambda: (
        "logo.png",
        _heavy_png(encoded(_palette(), transparency=2)),
        list(CLEAR),
    ),
    "turned by its camera": lambda: ("photo.jpg", _heavy_jpeg(_turned()), opaque(*COLOURS)),
    "a profile of its own": lambda: (
        "phone.jpg",
        _heavy_jpeg(encoded(Image.new("RGB", CHART, (128,) * 3), "JPEG", quality=95, icc_profile=linear_profile())),
        opaque(*[(188,) * 3] * 6),
    ),
    "large texts": lambda: (
        "workflow.png",
        with_chunks(encoded(chart()), (b"tEXt", b"workflow\0" + bytes(3 << 20)), (b"zTXt", b"a\0\0broken")),
        opaque(*COLOURS),
    ),
    "much metadata": lambda: (
        "edited.jpg",
        with_segments(encoded(chart(), "JPEG", quality=95), *[(0xE1, b"Exif\0\0" + bytes(200))] * 3000),
        opaque(*COLOURS),
    ),
    "broken exif": lambda: (
        "old.jpg",
        _heavy_jpeg(with_segments(encoded(chart(), "JPEG", quality=95), (0xE1, b"Exif\0\0MM\0*" + bytes(range(99))))),
        opaque(*COLOURS),
    ),
    "an animated png": lambda: ("a.png", _heavy_png(_animated("PNG")), opaque(*COLOURS)),
    "an animated webp": lambda: ("a.webp", _animated("WEBP"), opaque(*COLOURS)),
}


@inline
@pytest.mark.parametrize("kind", SOUND)
async def test_a_heavy_reference_reaches_imini_as_it_looks(studio: Studio, remake: Remake, kind: str) -> None:
    await remake(reference_loader=SmallInputs)
    name, content, wanted = SOUND[kind]()
    await studio.imagine(image1=(name, content))
    (submit,) = studio.submits
    assert isinstance(submit.json, dict)
    sent = data_bytes(submit.json["images"][0]["url"]) or b""
    with Image.open(io.BytesIO(sent)) as reference:
        assert alike(looks(reference), wanted, close=20)
    assert len(sent) <= HEAVY or kind == "an animated webp"


@pytest.mark.parametrize("kind", SOUND)
async def test_a_result_of_any_kind_is_shown_and_charged(studio: Studio, kind: str) -> None:
    _, content, _ = SOUND[kind]()
    studio.imini.script["file"].appendleft(Fault(body=content, headers={"Content-Type": "text/plain"}))
    card = await studio.finished()
    (file,) = card.attachments
    assert studio.env.backend.cdn.get(file.url) == content
    blank = kind == "a profile of its own"
    assert ("came back blank" in text_of(card.components)) == blank
    assert (await studio.balance()).used == (0 if blank else 1)


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [
        ("IMG_0001.HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "refusal-attachment-heic"),
        ("fox.avif", encoded(noise((20, 20)), "AVIF"), "refusal-attachment-avif"),
        ("fox.bmp", encoded(noise((20, 20)), "BMP"), "refusal-attachment-not-an-image"),
        ("fox.svg", b"<svg/>", "refusal-attachment-not-an-image"),
    ],
)
async def test_a_format_that_imini_can_not_use_is_refused_by_its_name(
    studio: Studio, name: str, content: bytes, key: str
) -> None:
    offer_every_file(studio)
    refused = the_card(await studio.imagine(image1=(name, content)))
    assert refused.ephemeral
    assert ENGLISH(key, option="", file="", limit=0)[-30:] in text_of(refused.components)
    assert name.replace("_", "\\_") in text_of(refused.components)
    assert studio.imini.requests == []


@inline
@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(99), "refusal-attachment-heic"),
        (encoded(noise((20, 20)), "AVIF"), "refusal-attachment-avif"),
        (b"<html>not here</html>", "refusal-attachment-not-an-image"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "refusal-attachment-damaged"),
        (bomb(60_000, 60_000), "refusal-attachment-too-many-pixels"),
        (with_segments(encoded(noise((9, 9)), "JPEG"), *[(0xE1, bytes(200))] * 5000), "refusal-attachment-damaged"),
        (encoded(noise((500, 400)))[:-1000], "refusal-attachment-damaged"),
    ],
    ids=["heic", "avif", "page", "damaged", "bomb", "too much metadata", "cut off"],
)
async def test_what_only_its_bytes_betray_is_told_in_a_clear_sentence_and_costs_nothing(
    studio: Studio, remake: Remake, content: bytes, key: str
) -> None:
    await remake(reference_loader=SmallInputs)
    result = await studio.imagine(image1=("fox.png", content))
    await studio.time.advance(JOB_SECONDS)
    # What Discord could not measure is read before a job exists, the rest when its bytes are sent.
    told = result.response or result.followups[-1]
    assert ENGLISH("outcome-failed" if result.response else "title-refused", n=1) in text_of(told.components)
    assert ENGLISH(key, option="", file="", limit=50)[-30:] in text_of(told.components)
    assert studio.submits == []
    assert (await studio.balance()).used == 0
    assert len((await studio.finished("a wolf", image1=("wolf.png", png((30, 20))))).attachments) == 1
