"""Task IDs and addresses that no imini has given yet: none costs a picture that was paid for, or spoils a page."""

from urllib.parse import unquote

import pytest

from sandbox.imini.planned_responses import Fault
from tests.integration.cards import gallery_of, text_of
from tests.integration.people import press
from tests.integration.studio import Studio, the_card
from tests.support.stage import Standing

TASK_IDS = [
    "9" * 3000,
    "`*_~|<>[](https://evil.example)@everyone\n# head",
    "a/b?c=d#e %2F\\",
    "..",
    " ",
    "a\x00b\u202ec",
    "任务 🦊",
]
ADDRESSES = [
    "a fox.png",
    "a.png?token=a b",
    "a.png?)[click](https://evil.example",
    "a.png?>)[click](<https://evil.example>",
    "a\nb`c`|d|.png",
    "狐.png?é",
    f"a.png?signature={'a' * 1500}",
    f"a.png?signature={'a' * 5000}",
]


def _answer(studio: Studio, *addresses: str, task_id: str = "task_1") -> None:
    """Let imini accept every job as ``task_id`` and be done at once, with pictures at these ends of an address."""
    folder = f"{studio.imini.origin}/file/2026/1/2/"
    images = [{"url": folder + address, "width": 1024, "height": 1024} for address in addresses]
    studio.imini.script["submit"].append(Fault(body={"task_id": task_id}))
    studio.imini.script["task"] = Standing([Fault(body={"task_id": task_id, "status": "succeeded", "images": images})])


@pytest.mark.parametrize("task_id", TASK_IDS, ids=range(len(TASK_IDS)))
async def test_a_job_comes_to_its_pictures_whatever_its_task_is_called(studio: Studio, task_id: str) -> None:
    _answer(studio, "1.png", task_id=task_id)
    card = await studio.finished()
    assert len(card.attachments) == 1
    assert "@everyone\n" not in text_of(card.components)
    asked = {request.path.partition("/tasks/")[2] for request in studio.imini.requests if request.method == "GET"}
    assert task_id in asked
    (job,) = await studio.jobs()
    assert job.task_id == task_id


@pytest.mark.parametrize("address", ADDRESSES, ids=range(len(ADDRESSES)))
async def test_one_address_spoils_neither_a_card_nor_a_page(studio: Studio, address: str) -> None:
    _answer(studio, address, "2.png")
    card = await studio.finished("a red fox", count=2)
    assert len(card.attachments) == 2
    (job,) = await studio.jobs()
    for command, options in (("task", {"id": job.id}), ("history", {})):
        page = the_card(await studio.alice.slash(studio.channel, command, **options))
        assert "fox" in text_of(page.components)
    shown = gallery_of(the_card(await studio.alice.slash(studio.channel, "task", id=job.id)).components)
    assert [unquote(item["media"]["url"]) for item in shown][-1] == job.images[1].url
    assert len(shown) == (1 if len(address) > 2048 else 2)


async def test_originals_whose_links_are_too_long_come_with_a_file_of_them(studio: Studio) -> None:
    long = f"1.png?signature={'a' * 5000}"
    _answer(studio, long, "2.png")
    card = await studio.finished(count=2)
    originals = the_card(await press(card, "download", studio.alice))
    *pictures, links = originals.attachments
    assert len(pictures) == 2
    content = studio.env.backend.cdn.get(links.url)
    assert content == f"1: {studio.imini.origin}/file/2026/1/2/{long}".encode()
    assert "[#2](<" in text_of(originals.components)
    assert "`links.txt`" in text_of(originals.components)
