"""Messages as the API shows them.

https://discord.com/developers/docs/resources/message#message-object
"""

import copy
from collections.abc import Iterator

from .clock import iso
from .components import SELECTS, Kind, media, media_url, walk
from .files import Attachment, Cdn
from .message import Body, Message
from .reply import Payload

# What Discord fills in where a request left it out.
DEFAULTS: dict[int, Payload] = {
    Kind.THUMBNAIL: {"description": None, "spoiler": False},
    Kind.FILE: {"spoiler": False},
    Kind.SEPARATOR: {"divider": True, "spacing": 1},
    Kind.CONTAINER: {"accent_color": None, "spoiler": False},
    **{kind: {"min_values": 1, "max_values": 1} for kind in SELECTS},
}
GALLERY_ITEM: Payload = {"description": None, "spoiler": False}


def _listed(body: Body) -> Iterator[Attachment]:
    """Files that components show are in their media alone: https://github.com/discord/discord-api-docs/pull/8279"""
    shown = {picture.attachment.id for picture in body.pictures if picture.attachment}
    return (attachment for attachment in body.attachments if attachment.id not in shown)


class Renderer:
    """Addresses are signed anew each time, as Discord does."""

    def __init__(self, cdn: Cdn, application_id: str) -> None:
        self._cdn = cdn
        self._application_id = application_id

    def message(self, message: Message, *, quoted: bool = True) -> Payload:
        """`quoted` includes the message that this one replies to."""
        body = message.body
        return {
            "id": message.id,
            "channel_id": message.channel.id,
            "type": message.kind,
            "author": message.author.payload(),
            "content": body.content,
            "embeds": [{"type": "rich", **embed} for embed in body.embeds],
            "components": self._components(body),
            "attachments": [self._cdn.payload(attachment) for attachment in _listed(body)],
            "flags": int(body.flags),
            "timestamp": iso(message.created),
            "edited_timestamp": iso(message.edited) if message.edited else None,
            "mentions": [],
            "mention_roles": [],
            "mention_everyone": False,
            "pinned": False,
            "tts": False,
            **self._origin(message),
            **(self._quote(message.reply_to) if message.reply_to and quoted else {}),
        }

    def _origin(self, message: Message) -> Payload:
        origin: Payload = {"nonce": message.nonce} if message.nonce else {}
        if message.author.bot:
            origin["application_id"] = self._application_id
        if message.webhook_token:
            origin["webhook_id"] = self._application_id
        if message.interaction:
            origin["interaction_metadata"] = message.interaction
        return origin

    def _quote(self, quoted: Message) -> Payload:
        place: Payload = {"guild_id": quoted.channel.guild.id} if quoted.channel.guild else {}
        reference = {"type": 0, "message_id": quoted.id, "channel_id": quoted.channel.id, **place}
        shown = None if quoted.deleted else self.message(quoted, quoted=False)
        return {"message_reference": reference, "referenced_message": shown}

    def _components(self, body: Body) -> list[Payload]:
        components = list(copy.deepcopy(body.components))
        for _, part in walk(components):
            for name, value in DEFAULTS.get(part["type"], {}).items():
                part.setdefault(name, value)
            for _, holder in media(part):
                self._show(holder, body)
        return components

    def _show(self, holder: Payload, body: Body) -> None:
        """https://discord.com/developers/docs/components/reference#unfurled-media-item"""
        url = media_url(holder)
        item: Payload = {"id": "0", "url": url, "proxy_url": url, "width": None, "height": None, "content_type": None}
        attachment = body.attachment(url)
        if attachment:
            shared = self._cdn.payload(attachment)
            item |= {key: shared.get(key) for key in ("id", "url", "proxy_url", "width", "height", "content_type")}
            item["attachment_id"] = attachment.id
        if "file" in holder:
            holder |= {"file": item, "name": attachment and attachment.filename, "size": attachment and attachment.size}
        else:
            holder |= GALLERY_ITEM | holder | {"media": item}
