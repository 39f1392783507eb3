"""The pictures of a job on a message: uploads, alternative texts, links, remarks about defects.

Source of the limits: https://discord.com/developers/docs/components/reference
"""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import discord
from discord import ui

from bot.images.pictures import Defect, DefectKind, Fetched, Picture
from bot.jobs.job import Job
from cogs.cards.shown import ShownFile, files_of, path_of
from cogs.cards.urls import LINKS_LIMIT, links
from cogs.discord_numbers import ALT_LIMIT
from cogs.i18n import keys
from cogs.i18n.markdown import Markup, bold, joined, shorten
from cogs.i18n.translator import Translator

Item = discord.MediaGalleryItem

Redraw = Callable[[Item, ShownFile | None, int], Item]
"""Makes a picture of its present state, its file (None: it is on another host) and its place, from 1."""


@dataclass(frozen=True, slots=True)
class CardPictures:
    """What one message shows of the pictures that were ``fetched``: some uploaded ``on_card``, some only ``linked``.

    The remaining ones are in extra messages, or can't be shown. ``uploads_refused`` tells why the linked ones are so:
    Discord accepts no files there; otherwise they are too large.
    """

    on_card: Sequence[Picture]
    linked: Sequence[Picture] = ()
    fetched: Fetched = field(default_factory=Fetched)
    uploads_refused: bool = False

    def files(self, job: Job, t: Translator) -> list[discord.File]:
        """New uploads for one attempt: sending closes them."""
        return [upload(picture, alt_text(job, picture.number, t)) for picture in self.on_card]


class _InMemory(io.BytesIO):
    """A file that shares the bytes of its picture, and lets go of them once nobody needs it."""

    def getbuffer(self) -> memoryview:
        """The bytes themselves: BytesIO would copy them for aiohttp, which asks for their number."""
        return memoryview(self.getvalue())

    def __setattr__(self, name: str, value: object) -> None:
        """Ignore discord.File, which replaces ``close`` by a method of this same file.

        Such a ring would keep the bytes until the next full garbage collection. aiohttp closes no file in memory.
        """


def upload(picture: Picture, description: str | None = None) -> discord.File:
    """A new upload for one attempt."""
    source = picture.path if picture.data is None else _InMemory(picture.data)
    return discord.File(source, picture.filename, description=description)


def alt_text(job: Job, number: int, t: Translator) -> str:
    """The alternative text of picture ``number`` (1-based)."""
    if job.card.plain:
        return t("alt-plain", picture=number, total=len(job.images))
    # Discord shows alternative texts as plain text, so nothing is escaped.
    alt = job.alt or t("alt-picture", picture=number, total=len(job.images)) + job.request.prompt
    return shorten(alt, ALT_LIMIT)


def gallery(on_card: Iterable[Picture], job: Job, t: Translator) -> ui.MediaGallery[ui.LayoutView]:
    """A gallery of attachments, which have to be uploaded with the same message."""
    return ui.MediaGallery(
        *(
            discord.MediaGalleryItem(
                f"attachment://{picture.filename}",
                description=alt_text(job, picture.number, t),
                spoiler=job.card.spoiler,
            )
            for picture in on_card
        )
    )


def redrawn(message: discord.Message, redraw: Redraw) -> ui.LayoutView:
    """A message as it is, but for its pictures. An edit with it must also name the message's files.

    It is changed rather than drawn again: only the message knows its notes on pictures, and its job may be gone.
    """
    files = files_of(message)
    view = ui.LayoutView.from_message(message)
    view.stop()
    for part in view.walk_children():
        if isinstance(part, ui.MediaGallery):
            part.items = [
                redraw(item, files.get(path_of(item.media.url)), number) for number, item in enumerate(part.items, 1)
            ]
    return view


def kept(item: Item, file: ShownFile | None, alt: str | None, *, spoiler: bool) -> Item:
    """A picture of a message that stays there."""
    return discord.MediaGalleryItem(
        f"attachment://{file.name}" if file else item.media.url, description=alt, spoiler=spoiler
    )


def remarks(job: Job, t: Translator, results: CardPictures) -> str:
    """What to know about the pictures, a line each: how many arrived, their defects, where the others are."""
    fetched, requested = results.fetched, job.request.num
    if not fetched.arrived:
        lines = [joined(bold(t("outcome-unloaded", n=requested)), t("ended-free"))]
    else:
        lines = list(_defects(fetched.defects, job, t))
    if 0 < fetched.arrived < requested:
        lines.insert(0, t("card-partial", delivered=fetched.arrived, requested=requested))
    elif fetched.arrived > requested:
        lines.insert(0, t("card-surplus", n=fetched.arrived - requested))
    if in_others := len(fetched.pictures) - len(results.on_card) - len(results.linked):
        lines.append(t("card-more", n=in_others))
    if not fetched.is_complete:
        lines.append(t("card-fetch"))
    return "\n".join([*lines, *elsewhere(results, t)])


def elsewhere(results: CardPictures, t: Translator) -> Iterator[Markup]:
    """Links to pictures that are not on the card, then to the originals of compressed ones, while there is room."""
    missing = [link for link in results.fetched.links if not link.is_available]
    unshown = [link for link in results.fetched.links if link.is_available]
    reduced = [picture for picture in results.on_card if picture.reduced]
    # In this order: where room is short, links to pictures that are shown nowhere matter more than originals.
    room, left_out = LINKS_LIMIT, list[int]()
    for key, originals in (
        ("card-unshown", unshown),
        ("card-no-uploads" if results.uploads_refused else "card-linked", results.linked),
        ("card-missing", missing),
        ("card-originals", reduced),
    ):
        linked = links(originals, room)
        room -= len(linked.text)
        left_out += [original.number for original in linked.left_out]
        if linked.text:
            yield t(key, links=linked.text)
    if left_out:
        yield t("card-unlinked", n=len(left_out), pictures=t.listed(map(str, sorted(left_out))))


def _defects(defects: Iterable[Defect], job: Job, t: Translator) -> Iterator[Markup]:
    """One line for each kind of defect, with the numbers of its pictures and what was requested."""
    is_only = job.request.num == len(job.images) == 1
    texts = {**keys.DEFECT, **keys.DEFECT_OF_ONLY} if is_only else keys.DEFECT
    found: dict[DefectKind, list[int]] = {}
    for defect in defects:
        found.setdefault(defect.kind, []).append(defect.number)
    for kind, pictures in found.items():
        yield t(
            texts[kind],
            n=len(pictures),
            pictures=t.listed(map(str, pictures)),
            ratio=job.request.aspect_ratio,
            resolution=job.request.resolution,
        )
