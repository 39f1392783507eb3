"""Attached files read over a real socket."""

import base64
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from bot.errors import FailureKind
from bot.images.download_slots import DownloadSlots
from bot.images.reference_loader import INLINE_BYTES, AttachedFile, ReferenceLoader
from bot.images.reference_store import ReferenceStore
from bot.imaging.opener import Imaging
from bot.imaging.pixel_budget import PixelBudget
from bot.imaging.process import ImageProcessFailed
from bot.jobs.errors import InputUnreadable
from bot.jobs.job import Job
from bot.net.download import Downloader
from bot.requests.errors import AttachmentProblem, BadAttachment, BadOption
from bot.requests.limits import AttachmentLimits
from bot.requests.prompt import PROMPT_FILE_BYTES, PROMPT_LIMIT
from bot.requests.request import ImagineRequest, ReferenceType
from bot.runtime.clock import Clock
from tests.support.fileserver import File, FileServer
from tests.support.imaging import InThread, imaging
from tests.support.jobs import a_job, a_request
from tests.support.pictures import bomb, encoded, noise, png

LIMITS = AttachmentLimits(bytes=8 << 20, pixels=4_000_000)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where files pass through; it is made when needed."""
    return tmp_path / "data" / "inputs"


@pytest.fixture
def reference_loader(downloader: Downloader, folder: Path, reference_store: ReferenceStore) -> ReferenceLoader:
    """The loader of a host that sends imini the bytes of references."""
    return ReferenceLoader(
        downloader, imaging(), DownloadSlots(4, Clock()), folder, LIMITS, reference_store, inline=True
    )


def _text(server: FileServer, content: bytes, status: int = 200) -> AttachedFile:
    url = server.put("prompt.txt", File(content, status, "text/plain"))
    return AttachedFile("prompt_file", "my prompt.txt", url)


def _image(server: FileServer, *content: bytes) -> AttachedFile:
    return AttachedFile("image2", "fox.png", server.put("fox.png", *map(File, content)))


@cache
def _heavy() -> bytes:
    """A PNG of some 4.9 MB."""
    return encoded(noise((1300, 1250)))


async def _ready(reference_loader: ReferenceLoader, job: Job) -> ImagineRequest:
    """The request of ``job`` as imini gets it."""
    await reference_loader.prepare(job)
    return await reference_loader.for_submit(job)


def _left(folder: Path) -> list[Path]:
    return list(folder.iterdir())


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"a red fox", "a red fox"),
        ("一只红狐狸 🦊".encode(), "一只红狐狸 🦊"),
        (b"\xef\xbb\xbfwith a byte order mark", "with a byte order mark"),
        (b"two\r\nlines", "two\nlines"),
        (b"", ""),
        ("一只红狐狸 🦊".encode("utf-16"), "一只红狐狸 🦊"),
        ("狐".encode() * PROMPT_LIMIT, "狐" * PROMPT_LIMIT),
        (("🦊" * PROMPT_LIMIT).encode("utf-16"), "🦊" * PROMPT_LIMIT),
        (("狐" * PROMPT_LIMIT).encode("utf-32"), "狐" * PROMPT_LIMIT),
    ],
    ids=["ascii", "unicode", "mark", "lines", "empty", "notepad", "longest", "longest in utf-16", "longest in utf-32"],
)
async def test_a_prompt_file_is_read(
    reference_loader: ReferenceLoader, file_server: FileServer, content: bytes, text: str
) -> None:
    assert await reference_loader.prompt(7, _text(file_server, content)) == text


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfef\0o\0x", b"caf\xe9", "狐狸".encode("gb18030"), "狐狸".encode("utf-16-le"), png()],
    ids=["half a character", "latin-1", "gb18030", "utf-16 without a mark", "picture"],
)
async def test_a_prompt_file_that_is_no_text_is_named(
    reference_loader: ReferenceLoader, file_server: FileServer, content: bytes
) -> None:
    with pytest.raises(BadAttachment) as caught:
        await reference_loader.prompt(7, _text(file_server, content))
    problem = caught.value
    assert (problem.option, problem.filename) == ("prompt_file", "my prompt.txt")
    assert problem.problem is AttachmentProblem.NOT_TEXT


async def test_a_prompt_file_larger_than_any_prompt_is_not_read_to_its_end(
    reference_loader: ReferenceLoader, file_server: FileServer
) -> None:
    with pytest.raises(BadOption) as caught:
        await reference_loader.prompt(7, _text(file_server, b"x" * (PROMPT_FILE_BYTES + 1)))
    assert (caught.value.field, caught.value.rule) == ("prompt", "string_too_long")


async def test_a_file_that_discord_no_longer_has_is_unreadable(
    reference_loader: ReferenceLoader, file_server: FileServer
) -> None:
    with pytest.raises(BadAttachment) as caught:
        await reference_loader.prompt(7, _text(file_server, b"", status=404))
    assert caught.value.problem is AttachmentProblem.UNREADABLE


async def test_an_image_is_accepted_by_its_bytes(reference_loader: ReferenceLoader, file_server: FileServer) -> None:
    await reference_loader.verify(7, _image(file_server, png()))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"%PDF-1.7 renamed to fox.png", AttachmentProblem.NOT_AN_IMAGE),
        (b"", AttachmentProblem.EMPTY),
        (b"\xff\xd8\xff\xe0", AttachmentProblem.DAMAGED),
        (encoded(noise((20, 20)), "AVIF"), AttachmentProblem.AVIF),
        (bomb(60_000, 60_000), AttachmentProblem.TOO_MANY_PIXELS),
        (bytes(LIMITS.bytes + 1), AttachmentProblem.TOO_LARGE),
    ],
    ids=["pdf", "empty", "cut off", "avif", "bomb", "too large"],
)
async def test_an_attachment_is_refused_by_its_bytes(
    reference_loader: ReferenceLoader, file_server: FileServer, content: bytes, problem: AttachmentProblem
) -> None:
    with pytest.raises(BadAttachment) as caught:
        await reference_loader.verify(7, _image(file_server, content))
    assert (caught.value.option, caught.value.filename, caught.value.problem) == ("image2", "fox.png", problem)


async def test_references_go_as_their_url_unless_the_host_wants_otherwise(
    downloader: Downloader, folder: Path, reference_store: ReferenceStore
) -> None:
    job = a_job(request=a_request(images=[{"url": "https://cdn.discordapp.com/a.png?ex=1"}]))
    assert (
        await ReferenceLoader(
            downloader, imaging(), DownloadSlots(4, Clock()), folder, LIMITS, reference_store, inline=False
        ).for_submit(job)
        is job.request
    )


async def test_a_request_without_references_needs_no_bytes(reference_loader: ReferenceLoader) -> None:
    assert await _ready(reference_loader, a_job()) == a_request()


async def test_the_bytes_of_references_go_into_the_request(
    reference_loader: ReferenceLoader, file_server: FileServer
) -> None:
    photo = encoded(noise((50, 40)), "JPEG")
    urls = file_server.put("1.png"), file_server.put("2.jpg", File(photo)), "data:image/gif;base64,R0lGODlh"
    request = a_request(images=[{"url": url, "reference_type": "style"} for url in urls], prompt="a wolf")
    ready = await _ready(reference_loader, a_job(request=request))
    assert [image.url.partition(",")[0] for image in ready.images] == [
        "data:image/png;base64",
        "data:image/jpeg;base64",
        "data:image/gif;base64",
    ]
    assert [base64.b64decode(image.url.partition(",")[2]) for image in ready.images[:2]] == [png(), photo]
    assert {image.reference_type for image in ready.images} == {ReferenceType.STYLE}
    assert ready.prompt == "a wolf"


async def test_a_reference_of_which_nobody_can_tell_goes_to_imini_as_it_is(
    downloader: Downloader, file_server: FileServer, folder: Path, reference_store: ReferenceStore
) -> None:
    class Blind(InThread):
        async def perform(self, job: Mapping[str, object]) -> dict[str, object]:
            raise ImageProcessFailed(str(job["do"]))

    slots = DownloadSlots(4, Clock())
    reference_loader = ReferenceLoader(
        downloader, Imaging([Blind()], PixelBudget()), slots, folder, LIMITS, reference_store, inline=True
    )
    ready = await _ready(
        reference_loader, a_job(request=a_request(images=[{"url": _image(file_server, _heavy()).url}]))
    )
    assert base64.b64decode(ready.images[0].url.partition(",")[2]) == _heavy()


async def test_a_heavy_reference_is_re_encoded_before_it_goes_into_the_request(
    reference_loader: ReferenceLoader, file_server: FileServer
) -> None:
    assert len(_heavy()) > INLINE_BYTES
    request = a_request(images=[{"url": _image(file_server, _heavy()).url}])
    ready = await _ready(reference_loader, a_job(request=request))
    kind, _, data = ready.images[0].url.partition(",")
    assert kind == "data:image/jpeg;base64"
    assert len(base64.b64decode(data)) <= INLINE_BYTES


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"%PDF-1.7", AttachmentProblem.NOT_AN_IMAGE),
        (bomb(9000, 9000), AttachmentProblem.TOO_MANY_PIXELS),
        (bytes(LIMITS.bytes + 1), AttachmentProblem.TOO_LARGE),
    ],
    ids=["pdf", "bomb", "too large"],
)
async def test_a_reference_that_turns_out_unusable_is_the_members_to_fix(
    reference_loader: ReferenceLoader, file_server: FileServer, content: bytes, problem: AttachmentProblem
) -> None:
    await _unusable(reference_loader, file_server, content, problem)


async def test_so_is_a_heavy_one_that_was_cut_off(reference_loader: ReferenceLoader, file_server: FileServer) -> None:
    await _unusable(reference_loader, file_server, _heavy()[:-100_000], AttachmentProblem.DAMAGED)


async def _unusable(
    reference_loader: ReferenceLoader, file_server: FileServer, content: bytes, problem: AttachmentProblem
) -> None:
    good, bad = file_server.put("good.png"), _image(file_server, content).url
    job = a_job(request=a_request(images=[{"url": good}, {"url": bad}]))
    with pytest.raises(InputUnreadable) as caught:
        await reference_loader.prepare(job)
    assert caught.value.kind is FailureKind.BAD_INPUT
    assert (caught.value.problem.option, caught.value.problem.problem) == ("image2", problem)


async def test_nothing_stays_on_disk_whatever_comes_of_it(
    reference_loader: ReferenceLoader, file_server: FileServer, folder: Path
) -> None:
    await reference_loader.verify(7, _image(file_server, png()))
    await reference_loader.prompt(7, _text(file_server, b"a fox"))
    with pytest.raises(BadAttachment):
        await reference_loader.verify(7, _image(file_server, b"%PDF-1.7"))
    assert _left(folder) == []
