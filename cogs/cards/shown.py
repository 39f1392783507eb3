"""What a message shows: its components at any depth, and its files.

Discord leaves a file that a component shows out of the message's ``attachments``; its id and address stand with the
component alone (https://discord.com/developers/docs/components/reference#unfurled-media-item).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

import discord

Message = discord.Message | discord.MessageSnapshot


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file of a message: the id of the attachment, its name, and a link that Discord signed for about a day."""

    id: int
    name: str
    url: str

    def to_dict(self) -> dict[str, Any]:
        """What an edit says of a file that it keeps. Without the name, no component could refer to the file again."""
        return {"id": self.id, "filename": self.name}


def walk(components: Iterable[Any]) -> Iterator[Any]:
    """All components: containers before what is in them, sections before their accessory."""
    for component in components:
        yield component
        yield from walk(getattr(component, "children", ()))
        yield from walk(filter(None, [getattr(component, "accessory", None)]))


def media_in(component: Any) -> Iterator[discord.UnfurledMediaItem]:  # noqa: ANN401 - one of discord.py's components
    """What a gallery, a thumbnail or a file shows."""
    if isinstance(component, discord.MediaGalleryComponent):
        yield from (item.media for item in component.items)
    elif isinstance(component, discord.ThumbnailComponent | discord.FileComponent):
        yield component.media


def files_of(message: Message) -> dict[str, ShownFile]:
    """The files of a message, listed or only shown, each once, by the paths of their addresses."""
    found = {path_of(file.url): ShownFile(file.id, file.filename, file.url) for file in message.attachments}
    for component in walk(message.components):
        for media in media_in(component):
            if media.attachment_id:
                path = path_of(media.url)
                found.setdefault(path, ShownFile(media.attachment_id, name_in(path), media.url))
    return found


def path_of(url: str) -> str:
    """The path of an address, as it is in every signed form of it; empty where there is none."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def name_in(path: str) -> str:
    """The name of the file that an address with this path leads to."""
    return unquote(PurePosixPath(path).name)
