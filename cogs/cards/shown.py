"""What a message shows: its components at any depth, its files, and its job.

Discord does not list a file in ``attachments`` that a component shows; its id and URL stand with the component alone
(https://discord.com/developers/docs/components/reference#unfurled-media-item).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

import discord

from bot.jobs.job import JOB_ID
from cogs.cards.custom_ids import BUTTON_TEMPLATE, Action, Target

Message = discord.Message | discord.MessageSnapshot


_OF_ESTIMATES = {Action.GO, Action.CHEAPER, Action.FIT, Action.DROP}


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file of a message: the id of the attachment, its name, and a URL that Discord signed for about a day."""

    id: int
    name: str
    url: str

    def to_dict(self) -> dict[str, Any]:
        """What an edit must send to keep the file. Without its name, no component could refer to it again."""
        return {"id": self.id, "filename": self.name}


def walk(components: Iterable[Any]) -> Iterator[Any]:
    """All components at any depth, each before its children and its accessory."""
    for component in components:
        yield component
        yield from walk(getattr(component, "children", ()))
        yield from walk(filter(None, [getattr(component, "accessory", None)]))


def media_in(component: Any) -> Iterator[discord.UnfurledMediaItem]:  # noqa: ANN401 - one of discord.py's components
    """The media of a gallery, a thumbnail or a file component."""
    if isinstance(component, discord.MediaGalleryComponent):
        yield from (item.media for item in component.items)
    elif isinstance(component, discord.ThumbnailComponent | discord.FileComponent):
        yield component.media


def files_of(message: Message) -> dict[str, ShownFile]:
    """The files of a message, listed or only shown, each once, by the paths of their URLs."""
    found = {path_of(file.url): ShownFile(file.id, file.filename, file.url) for file in message.attachments}
    for component in walk(message.components):
        for media in media_in(component):
            # Without an attachment id, the media is on another host and no file of the message.
            if media.attachment_id:
                path = path_of(media.url)
                found.setdefault(path, ShownFile(media.attachment_id, name_in(path), media.url))
    return found


def job_on(message: Message) -> Target | None:
    """The job that a message shows, by its buttons alone, with its requester if one of them names them.

    It may no longer be stored. None for no job, or several.
    """
    found = [
        target
        for part in walk(message.components)
        if (match := re.fullmatch(BUTTON_TEMPLATE, getattr(part, "custom_id", None) or ""))
        and match["action"] in set(Action) - _OF_ESTIMATES
        and re.fullmatch(JOB_ID, (target := Target.parse(match["job"])).job_id)
    ]
    if len({target.job_id for target in found}) != 1:
        return None
    return next((target for target in found if target.user_id), found[0])


def path_of(url: str) -> str:
    """The path of a URL, which is the same in every signed version of it; empty for a malformed one."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def name_in(path: str) -> str:
    """The file name that a URL with this path ends with."""
    return unquote(PurePosixPath(path).name)
