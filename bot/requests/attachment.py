"""An image that a member chose as a reference, judged before it is downloaded."""

import hashlib
from dataclasses import dataclass

from bot.requests.limits import AttachmentLimits, check_attachment
from bot.requests.source import Source


@dataclass(frozen=True, slots=True)
class ImageAttachment:
    """An image as Discord describes it: ``size`` in bytes, ``width`` and ``height`` in pixels, None where unknown.

    ``source`` is None if the member who uses it has attached it.
    """

    filename: str
    url: str
    content_type: str | None = None
    size: int | None = None
    width: int | None = None
    height: int | None = None
    source: Source | None = None

    @property
    def key(self) -> str:
        """Ten hex digits that identify the image in a custom_id, where its URL would not fit."""
        return hashlib.sha256(self.url.encode()).hexdigest()[:10]

    @property
    def has_metadata(self) -> bool:
        """Whether ``check`` can judge the image. If not, its bytes have to be read."""
        return None not in {self.content_type, self.size} and bool(self.width)

    def check(self, option: str, limits: AttachmentLimits) -> None:
        """Raise BadAttachment, naming ``option``, if the metadata show that the image can't be used."""
        if self.content_type is None or self.size is None:
            return
        check_attachment(
            option,
            self.filename,
            content_type=self.content_type,
            size=self.size,
            width=self.width,
            height=self.height,
            limits=limits,
        )
