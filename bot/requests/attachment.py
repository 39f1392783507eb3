"""An image that a member would like to use as a reference, before anybody has read it."""

import hashlib
from dataclasses import dataclass

from bot.requests.limits import AttachmentLimits, check_attachment


@dataclass(frozen=True, slots=True)
class ImageAttachment:
    """What Discord says of an image; ``size`` in bytes, ``width`` and ``height`` in pixels, None if it does not say."""

    filename: str
    url: str
    content_type: str | None = None
    size: int | None = None
    width: int | None = None
    height: int | None = None

    @property
    def key(self) -> str:
        """Ten hexadecimal digits that stand for this image in a custom_id."""
        return hashlib.sha256(self.url.encode()).hexdigest()[:10]

    @property
    def has_metadata(self) -> bool:
        """Whether Discord said enough to judge it; if not, its bytes have to be read."""
        return None not in {self.content_type, self.size} and bool(self.width)

    def check(self, option: str, limits: AttachmentLimits) -> None:
        """Judge it by what Discord said. Raises BadAttachment, which blames ``option``."""
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
