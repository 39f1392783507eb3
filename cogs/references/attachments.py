"""Reference images as Discord describes them: attached to a command, or anywhere in a message."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

import discord

from bot.requests.attachment import ImageAttachment
from cogs.cards.shown import media_in, name_in, path_of, walk
from cogs.cards.urls import well_formed

NAME_LIMIT = 100
"""Characters of a file name that are shown; the name of a linked image may have any length."""

Part = discord.Message | discord.MessageSnapshot


def attached(attachment: discord.Attachment) -> ImageAttachment:
    return ImageAttachment(
        _short(attachment.filename),
        attachment.url,
        attachment.content_type,
        attachment.size,
        attachment.width,
        attachment.height,
    )


def numbered(images: Iterable[ImageAttachment]) -> dict[str, ImageAttachment]:
    """Images by the option of ``/imagine`` that each stands for: ``image1`` and so on."""
    return {f"image{number}": image for number, image in enumerate(images, 1)}


def parts(message: discord.Message) -> list[Part]:
    """A message and the messages that it forwards."""
    return [message, *message.message_snapshots]


def in_message(message: discord.Message) -> list[ImageAttachment]:
    """The images of a message and of what it forwards: attached, embedded, or in components; each of them once."""
    return [image for _, image in each_image(message)]


def each_image(message: discord.Message) -> list[tuple[Part, ImageAttachment]]:
    """Likewise, each with the message that it stands in."""
    found: dict[str, tuple[Part, ImageAttachment]] = {}
    for part in parts(message):
        for image in chain(_attached(part), _embedded(part), _shown(part.components)):
            if url := well_formed(image.url):
                # Signed URLs of one file differ in their query only.
                found.setdefault(url.partition("?")[0], (part, replace(image, url=url)))
    return list(found.values())


def _attached(part: Part) -> Iterator[ImageAttachment]:
    return (attached(file) for file in part.attachments if _may_be_image(file.content_type))


def _embedded(part: Part) -> Iterator[ImageAttachment]:
    for embed in part.embeds:
        # The preview of a link to an image has it as its thumbnail.
        media = embed.image if embed.image.url else embed.thumbnail
        if media.url:
            yield _linked(media)


def _shown(components: Iterable[Any]) -> Iterator[ImageAttachment]:
    for component in walk(components):
        for media in media_in(component):
            if _may_be_image(media.content_type):
                yield _linked(media, media.content_type)


def _linked(media: Any, content_type: str | None = None) -> ImageAttachment:  # noqa: ANN401 - of an embed, or a component
    """A linked image. For external ones use Discord's proxy URL, so that imini never fetches from arbitrary servers."""
    path = path_of(media.url)
    # Discord's own files have the same path on its CDN and on its proxy.
    hosted_by_discord = not media.proxy_url or path_of(media.proxy_url) == path
    url = media.url if hosted_by_discord else media.proxy_url
    return ImageAttachment(_short(name_in(path)), url, content_type, width=media.width, height=media.height)


def _short(name: str) -> str:
    """The end of the name, which has the suffix."""
    return name[-NAME_LIMIT:].strip() or "image"


def _may_be_image(content_type: str | None) -> bool:
    return content_type is None or content_type.startswith("image/")
