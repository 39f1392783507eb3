"""Pictures as discord.py uploads them."""

import io
import weakref
from pathlib import Path

import discord
import pytest
from aiohttp.payload import BytesIOPayload

from bot.images.pictures import Picture
from cogs.cards.pictures import upload

CONTENT = b"a red fox" * 1000
URL = "https://file.example/1.png"


@pytest.fixture(params=["on disk", "in memory"])
def picture(request: pytest.FixtureRequest, tmp_path: Path) -> Picture:
    path = tmp_path / "1.png"
    if request.param == "in memory":
        return Picture("0a1b2c3d4e", 1, path, URL, 1024, 1024, data=CONTENT)
    path.write_bytes(CONTENT)
    return Picture("0a1b2c3d4e", 1, path, URL, 1024, 1024)


def _sent(file: discord.File, attempt: int) -> bytes:
    """What discord.py sends at this attempt, from 0."""
    file.reset(seek=attempt)
    return file.fp.read()


def test_a_request_that_is_repeated_uploads_the_whole_picture_again(picture: Picture) -> None:
    file = upload(picture, "a fox")
    assert [_sent(file, attempt) for attempt in range(3)] == [CONTENT] * 3
    assert (file.filename, file.description) == ("imagine-0a1b2c3d4e-1.png", "a fox")
    file.close()


def test_a_picture_can_be_uploaded_twice_at_once(picture: Picture) -> None:
    files = [upload(picture), upload(picture)]
    assert [_sent(file, 0) for file in files] == [CONTENT] * 2
    for file in files:
        file.close()


async def test_what_is_in_memory_is_sent_without_a_copy(tmp_path: Path) -> None:
    file = upload(Picture("0a1b2c3d4e", 1, tmp_path / "1.png", URL, 1024, 1024, data=CONTENT))
    assert isinstance(file.fp, io.BytesIO)
    payload = BytesIOPayload(file.fp)
    assert payload.size == len(CONTENT)
    assert file.fp.getvalue() is CONTENT


def test_what_is_in_memory_is_free_again_as_soon_as_it_is_sent(tmp_path: Path) -> None:
    file = upload(Picture("0a1b2c3d4e", 1, tmp_path / "1.png", URL, 1024, 1024, data=CONTENT))
    kept = weakref.ref(file.fp)
    file.close()
    del file
    assert kept() is None
