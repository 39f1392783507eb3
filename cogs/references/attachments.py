"""Images that members point at: attached to a command, or somewhere in a message."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

import discord

from bot.requests.attachment import ImageAttachment
from cogs.cards.shown import media_in, name_in, path_of, walk
from cogs.cards.urls import well_formed

NAME_LIMIT = 100
"""Characters of a file's name that are worth showing; what is only linked may have any."""

Part = discord.Message | discord.MessageSnapshot


def attached(attachment: discord.Attachment) -> ImageAttachment:
    """An attachment as a reference to be."""
    return ImageAttachment(
        _short(attachment.filename),
        attachment.url,
        attachment.content_type,
        attachment.size,
        attachment.width,
        attachment.height,
    )


def numbered(images: Iterable[ImageAttachment]) -> dict[str, ImageAttachment]:
    """Images by the options that they would be given in: ``image1`` and so on."""
    return {f"image{number}": image for number, image in enumerate(images, 1)}


def parts(message: discord.Message) -> list[Part]:
    """A message, and what it forwards."""
    return [message, *message.message_snapshots]


def in_message(message: discord.Message) -> list[ImageAttachment]:
    """The images of a message or of what it forwards: attached, embedded, or shown by an app; each of them once."""
    once: dict[str, ImageAttachment] = {}
    for part in parts(message):
        for image in chain(_attached(part), _embedded(part), _shown(part.components)):
            if url := well_formed(image.url):
                once.setdefault(url.partition("?")[0], replace(image, url=url))
    return list(once.values())


def _attached(part: Part) -> Iterator[ImageAttachment]:
    return (attached(file) for file in part.attachments if _may_be_image(file.content_type))


def _embedded(part: Part) -> Iterator[ImageAttachment]:
    for embed in part.embeds:
        # The preview of a link to a picture has it as its thumbnail.
        media = embed.image if embed.image.url else embed.thumbnail
        if media.url:
            yield _linked(media)


def _shown(components: Iterable[Any]) -> Iterator[ImageAttachment]:
    """The images that galleries, thumbnails and files show, at any depth."""
    for component in walk(components):
        for media in media_in(component):
            if _may_be_image(media.content_type):
                yield _linked(media, media.content_type)


def _linked(media: Any, content_type: str | None = None) -> ImageAttachment:  # noqa: ANN401 - of an embed, or a component
    """An image that is shown. Of what lies elsewhere, Discord's copy serves, so that nobody is led to other servers."""
    path = path_of(media.url)
    # Discord's own files have the same path on both of its file servers.
    own = not media.proxy_url or path_of(media.proxy_url) == path
    url = media.url if own else media.proxy_url
    return ImageAttachment(_short(name_in(path)), url, content_type, width=media.width, height=media.height)


def _short(name: str) -> str:
    """The end of a file's name, which says of what kind it is."""
    return name[-NAME_LIMIT:].strip() or "image"


def _may_be_image(content_type: str | None) -> bool:
    return content_type is None or content_type.startswith("image/")
