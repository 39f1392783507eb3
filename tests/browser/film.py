"""A moving picture: frames, each shown for a while, in one GIF."""

import io
from pathlib import Path

from PIL import Image

COLOURS = 256
"""Of a GIF. All frames share them, so that what stands still is not drawn again."""


class Film:
    """Collects frames of one size, and saves them."""

    def __init__(self) -> None:
        self._frames: list[Image.Image] = []
        self._durations: list[int] = []

    def add(self, shot: bytes, duration: int) -> None:
        """Show ``shot``, the bytes of a picture, for ``duration`` milliseconds."""
        with Image.open(io.BytesIO(shot)) as image:
            self._frames.append(image.convert("RGB"))
        self._durations.append(duration)

    def save(self, path: Path) -> None:
        """Write all frames, in a loop without end."""
        palette = self._all_frames().quantize(COLOURS)
        # The noise of dithering would change with whatever moves nearby, and make the file several times as large.
        first, *others = (frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in self._frames)
        first.save(path, save_all=True, append_images=others, duration=self._durations, loop=0)

    def _all_frames(self) -> Image.Image:
        """The frames below each other, for their colours."""
        width, height = self._frames[0].size
        strip = Image.new("RGB", (width, height * len(self._frames)))
        for number, frame in enumerate(self._frames):
            strip.paste(frame, (0, number * height))
        return strip
