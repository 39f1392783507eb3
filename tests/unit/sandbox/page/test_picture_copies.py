"""Copies of the pictures that messages link."""

import io

from PIL import Image
from simcord import HttpLogEntry

from sandbox.page.picture_copies import MAX_SIDE, PictureCopies
from tests.support.fileserver import File, FileServer
from tests.support.pictures import png


def call(*links: str) -> HttpLogEntry:
    """A command answered with a thumbnail, the first link, and a gallery of the others."""
    thumbnail, *gallery = ({"media": {"url": link}} for link in links)
    section = {"type": 9, "components": [], "accessory": {"type": 11, **thumbnail}}
    answer = {"components": [{"type": 17, "components": [section, {"type": 12, "items": gallery}]}]}
    return HttpLogEntry("POST", "/interactions/1/token/callback", {}, {"type": 4, "data": answer}, None)


async def test_a_small_copy_of_each_picture_is_shown_and_fetched_once() -> None:
    calls, shown = list[HttpLogEntry](), dict[str, tuple[str, bytes]]()
    async with FileServer() as server:
        large, other = server.put("large.png", File(png((1600, 800)))), server.put("other.png", File(png()))
        links = PictureCopies(calls, shown)
        calls.append(call(large, other))
        assert await links.fetch()
        calls.append(call(large))
        assert not await links.fetch()
        assert server.asked.total() == 2
    assert set(shown) == {large, other}
    with Image.open(io.BytesIO(shown[large][1])) as copy:
        assert copy.size == (MAX_SIDE, MAX_SIDE // 2)


async def test_what_is_no_picture_is_left_out_and_nothing_is_fetched_from_elsewhere() -> None:
    shown = dict[str, tuple[str, bytes]]()
    async with FileServer() as server:
        page, gone = server.put("page.png", File(b"<html>")), server.put("gone.png", File(b"", status=404))
        await PictureCopies([call(page, gone, "https://example.com/a.png")], shown).fetch()
    assert shown == {}
