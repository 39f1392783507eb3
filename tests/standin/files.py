"""Files on their way to Discord, kept there, and served back as its CDN does."""

import hashlib
import io
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from PIL import Image

from .clock import Clock, Snowflakes
from .reply import Payload, Reply

LIFETIME = 24 * 3600
IS_SPOILER = 1 << 5
GONE = Reply(404, b"This content is no longer available.")


@dataclass(frozen=True, slots=True)
class Upload:
    """What a member attaches or the bot uploads. What Discord would find out itself may be said otherwise:
    `content_type`, `width`, `height` (pixels) and `size` (bytes) are then what it tells the bot."""

    filename: str
    data: bytes = field(repr=False)
    content_type: str | None = None
    width: int | None = None
    height: int | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A stored file. `folder` is the part of its address that says where it hangs: a kind and an id."""

    id: str
    folder: str
    filename: str
    data: bytes = field(repr=False)
    size: int
    content_type: str
    width: int | None = None
    height: int | None = None
    description: str | None = None
    spoiler: bool = False

    @property
    def ephemeral(self) -> bool:
        return self.folder.startswith("ephemeral")


class Cdn:
    """Signed, expiring addresses, made anew for every payload.

    https://discord.com/developers/docs/reference#signed-attachment-cdn-urls
    """

    def __init__(self, ids: Snowflakes, clock: Clock) -> None:
        self.base_url = ""
        self._ids = ids
        self._clock = clock
        self._files: dict[str, Attachment] = {}
        self._contents: dict[bytes, bytes] = {}

    def store(
        self, upload: Upload, folder: str, description: str | None = None, *, spoiler: bool = False
    ) -> Attachment:
        width, height = _dimensions(upload)
        attachment = Attachment(
            id=self._ids.next(),
            folder=folder,
            filename=re.sub(r"[^A-Za-z0-9._-]", "_", upload.filename),
            data=self._contents.setdefault(upload.data, upload.data),  # one copy of what is uploaded again and again
            size=len(upload.data) if upload.size is None else upload.size,
            content_type=upload.content_type or _guessed_type(upload.filename),
            width=width,
            height=height,
            description=description,
            spoiler=spoiler,
        )
        self._files[attachment.id] = attachment
        return attachment

    def url(self, attachment: Attachment) -> str:
        issued = int(self._clock())
        expires = f"{issued + LIFETIME:x}"
        path = f"/cdn/{attachment.folder}/{attachment.id}/{quote(attachment.filename)}"
        return f"{self.base_url}{path}?ex={expires}&is={issued:x}&hm={_signature(attachment.id, expires)}&"

    def serve(self, identity: str, query: Mapping[str, str]) -> Reply:
        """The bytes, or the 404 of an address that is unknown, tampered with or expired."""
        attachment, expires = self._files.get(identity), query.get("ex", "0")
        if attachment is None or query.get("hm") != _signature(identity, expires) or self._clock() > int(expires, 16):
            return GONE
        return Reply(200, attachment.data, {"Content-Type": attachment.content_type})

    def payload(self, attachment: Attachment) -> Payload:
        """https://discord.com/developers/docs/resources/message#attachment-object"""
        url = self.url(attachment)
        optional = {
            "width": attachment.width,
            "height": attachment.height,
            "description": attachment.description,
            "ephemeral": attachment.ephemeral,
        }
        return {
            "id": attachment.id,
            "filename": attachment.filename,
            "size": attachment.size,
            "url": url,
            "proxy_url": url,
            "content_type": attachment.content_type,
            "flags": IS_SPOILER if attachment.spoiler else 0,
            **{name: value for name, value in optional.items() if value},
        }


def _dimensions(upload: Upload) -> tuple[int | None, int | None]:
    """Width and height in pixels, where the file is an image."""
    if upload.width and upload.height:
        return upload.width, upload.height
    try:
        with Image.open(io.BytesIO(upload.data)) as image:
            return image.size
    except (OSError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None, None


def _guessed_type(filename: str) -> str:
    return mimetypes.guess_type(filename)[0] or "application/octet-stream"


def _signature(identity: str, expires: str) -> str:
    return hashlib.sha256(f"{identity}:{expires}".encode()).hexdigest()
