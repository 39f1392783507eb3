"""Shows pictures as they are: SimCord starts a process for each, one at a time, and compresses it anew."""

import asyncio
import io

from PIL import ExifTags, Image
from simcord.preview._media import MAX_PIXELS, MediaInfo, MediaWorker

INLINE = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}


class QuickPictures(MediaWorker):
    """Checks still pictures in a thread; whatever else there is goes SimCord's way."""

    async def _decode(self, key: str, blob: bytes, media_time: float | None) -> MediaInfo:
        still = await asyncio.to_thread(_checked, blob)
        return still or await super()._decode(key, blob, media_time)


def _checked(blob: bytes) -> MediaInfo | None:
    """A still picture that is complete and the right way up; None for anything else."""
    try:
        with Image.open(io.BytesIO(blob), formats=[*INLINE]) as image:
            turned = image.getexif().get(ExifTags.Base.Orientation, 1) != 1
            if turned or getattr(image, "n_frames", 1) > 1 or image.width * image.height > MAX_PIXELS:
                return None
            image.load()
            kind, (width, height) = str(image.format), image.size
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None
    return MediaInfo(kind, width, height, 1, 4 * width * height, blob, INLINE[kind], transformation="unchanged")
