"""The page shows the pictures of a card at once."""

import io
from collections.abc import AsyncIterator

import pytest
from PIL import Image
from simcord.preview._media import MediaError

from sandbox.page.pictures import QuickPictures


@pytest.fixture
async def pictures() -> AsyncIterator[QuickPictures]:
    worker = QuickPictures()
    yield worker
    await worker.close()


def file(format_: str, **options: object) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(data, format_, **options)
    return data.getvalue()


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "WEBP"])
async def test_a_still_picture_is_shown_as_it_is(pictures: QuickPictures, format_: str) -> None:
    data = file(format_)
    info = await pictures.validate("key", data)
    assert (info.width, info.height, info.normalized) == (30, 20, data)
    assert info.content_type == f"image/{format_.lower()}"


async def test_a_picture_that_lies_on_its_side_is_turned(pictures: QuickPictures) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    info = await pictures.validate("key", file("JPEG", exif=exif))
    assert (info.width, info.height) == (20, 30)


@pytest.mark.parametrize("data", [b"no picture", file("PNG")[:-30], bytes(range(100))], ids=["text", "cut", "bytes"])
async def test_what_is_no_whole_picture_is_not_shown(pictures: QuickPictures, data: bytes) -> None:
    with pytest.raises(MediaError):
        await pictures.validate("key", data)
