"""Tells most good PNG files without decoding them, by their checksums and by the first pixels that differ.

The CRC-32 of each chunk shows damage, the last chunk shows that nothing is missing, and a picture in which two pixels
differ is not blank. Only the rows up to that difference are decompressed: that the rest holds what its writer meant,
the checksums alone say. What the file leaves open is decoded (``bot/imaging/work.py``), so a doubt only costs time.

Source: https://www.w3.org/TR/png-3/ (chunks: 5 and 11, filters: 9).
"""

import io
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

from bot.imaging.header import FLAT, Inspection, sniff

PIECE: Final = 64 << 10
"""Bytes that are read in one step."""

FEW_ROWS: Final = 8 << 10
"""Bytes that are decompressed in one step, or two rows where those are more: the second row mostly tells enough."""

MAX_CHUNKS: Final = 16_384
"""Chunks of the largest download if each holds 4 KiB; libpng's hold 8 KiB."""

MAX_ROW: Final = 1 << 20
"""Bytes of a row of 260,000 pixels; rows are held in memory."""

MAX_PROFILE: Final = 1 << 20
"""Bytes of a decompressed colour profile, of which Pillow refuses larger ones."""

_SIGNATURE_BYTES = 8
_CHANNELS = {0: 1, 2: 3, 4: 2, 6: 4}
"""Bytes a pixel by colour type: greys, colours, and both with alpha. A palette's indices say nothing of colours."""

_WITH_ALPHA = frozenset({4, 6})
_PIXELS, _PROFILE, _END = b"IDAT", b"iCCP", b"IEND"
_LENGTHS = {b"cHRM": 32, b"gAMA": 4, b"sRGB": 1, _END: 0}
_MEANINGFUL = frozenset({b"tRNS", b"eXIf"})
"""Optional chunks that change what is visible: transparency and orientation."""

_ANCILLARY = 0x20
"""The bit of a chunk's first letter that is clear if a picture can't be shown without it."""

_UNFILTERED = 0
_HALVES_OF_ABOVE = (0, 0, 2, 1, 2)
"""How much of the pixel above each filter (None, Sub, Up, Average, Paeth) adds to the first pixel of a row."""

_SMALL = bytes([*range(FLAT + 1), *range(256 - FLAT, 256)])
"""The filtered bytes that a blank picture can have: differences of at most FLAT in either direction, modulo 256.

That between black and white is among them, so it is no sign of a drawing; nor is it one of a blank picture.
"""


class _Open(Exception):
    """Only decoding can tell what the file holds."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """A picture of 8 bits a sample, upright, not interlaced; ``channels`` is also the bytes of a pixel."""

    width: int
    height: int
    channels: int
    has_alpha: bool

    @property
    def row(self) -> int:
        """Bytes of a row: its filter, then its pixels."""
        return 1 + self.width * self.channels


def verified(source: Path | bytes) -> Inspection | None:
    """The inspection of a file, or of its bytes, if it is a complete PNG that is not blank.

    None if only decoding can tell, as for other formats. Raises OSError if the file can't be read.
    """
    with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as file:
        try:
            return _verified(file)
        except (_Open, struct.error, zlib.error):
            return None


def _verified(file: BinaryIO) -> Inspection:
    if sniff(file.read(_SIGNATURE_BYTES)) != "png":
        raise _Open
    layout = _layout(file)
    pixels = _pixel_data(file)
    pieces = _decompressed(pixels, max(FEW_ROWS, 2 * layout.row))
    if not _differs(_rows(pieces, layout.row), layout):
        raise _Open
    for _ in pixels:  # the checksums of the rest
        pass
    return Inspection(layout.width, layout.height, blank=False)


def _layout(file: BinaryIO) -> _Layout:
    length, kind = struct.unpack(">I4s", file.read(8))
    if kind != b"IHDR" or length != 13:
        raise _Open
    width, height, depth, colour, *methods = struct.unpack(">IIBBBBB", b"".join(_content(file, kind, length)))
    if not width or not height or depth != 8 or colour not in _CHANNELS or any(methods):
        raise _Open
    layout = _Layout(width, height, _CHANNELS[colour], colour in _WITH_ALPHA)
    if layout.row > MAX_ROW:
        raise _Open
    return layout


def _pixel_data(file: BinaryIO) -> Iterator[bytes]:
    """Read the rest of the file, and yield the compressed pixels of all IDAT chunks in pieces."""
    kind, runs = b"", 0
    for _ in range(MAX_CHUNKS):
        previous = kind
        length, kind = struct.unpack(">I4s", file.read(8))
        content = _content(file, kind, length)
        if kind == _PIXELS:
            runs += kind != previous
            yield from content
        else:
            _check(kind, length, content)
        if kind == _END:
            break
    if kind != _END or runs != 1 or file.read(1):
        raise _Open


def _content(file: BinaryIO, kind: bytes, length: int) -> Iterator[bytes]:
    """The content of a chunk in pieces. Raises _Open at its end if its checksum is wrong."""
    checksum = zlib.crc32(kind)
    while length:
        piece = file.read(min(length, PIECE))
        if not piece:
            raise _Open
        checksum = zlib.crc32(piece, checksum)
        length -= len(piece)
        yield piece
    if file.read(4) != struct.pack(">I", checksum):
        raise _Open


def _check(kind: bytes, length: int, content: Iterator[bytes]) -> None:
    """Read a chunk without pixels. Raises _Open if it may matter for how, or whether, the picture is decoded."""
    if kind in _MEANINGFUL or length != _LENGTHS.get(kind, length) or not (kind[0] & _ANCILLARY or kind == _END):
        raise _Open
    if kind == _PROFILE:
        if length > MAX_PROFILE:
            raise _Open
        _check_profile(b"".join(content))
    for _ in content:
        pass


def _check_profile(content: bytes) -> None:
    """A profile has a name, a zero, the compression method (0), and the compressed data (11.3.2.3)."""
    _, _, rest = content.partition(b"\0")
    profile = zlib.decompressobj()
    profile.decompress(rest[1:], MAX_PROFILE)
    if rest[:1] != b"\0" or profile.unconsumed_tail:
        raise _Open


def _decompressed(pieces: Iterable[bytes], step: int) -> Iterator[bytes]:
    inflater = zlib.decompressobj()
    for piece in pieces:
        left = piece
        while left:
            yield inflater.decompress(left, step)
            left = inflater.unconsumed_tail


def _rows(pieces: Iterable[bytes], length: int) -> Iterator[bytes]:
    waiting = b""
    for piece in pieces:
        waiting += piece
        whole = len(waiting) - len(waiting) % length
        yield from (waiting[at : at + length] for at in range(0, whole, length))
        waiting = waiting[whole:]


def _differs(rows: Iterator[bytes], layout: _Layout) -> bool:
    """Whether two pixels certainly differ by more than FLAT, and visibly.

    The very first pixel is stored as it is, whatever its filter. If it is transparent, others may be too, and their
    colours count for nothing: then only a difference in alpha is certain to be visible.
    """
    first, channels = next(rows, b""), layout.channels
    hidden = layout.has_alpha and bool(first) and first[channels] <= FLAT
    bands = range(channels - 1, channels) if hidden else range(channels)
    left = {at: first[1 + at] for at in bands if first}
    for row in islice(rows, layout.height - 1):
        if _row_differs(row, bands, channels):
            return True
        # The left edge is reconstructed, as a smooth slope has no large difference between neighbours.
        above = _HALVES_OF_ABOVE[row[0]]
        left = {at: (row[1 + at] + (value * above >> 1)) & 0xFF for at, value in left.items()}
        if any(abs(value - first[1 + at]) > FLAT for at, value in left.items()):
            return True
    return False


def _row_differs(row: bytes, bands: range, channels: int) -> bool:
    """Whether the row (any but the first) has pixels that differ from a neighbour by more than FLAT.

    A filter predicts a byte within the range of up to three neighbours and stores the difference, which is small if
    all of them look the same. The first pixel has no neighbour to its left, so it is left out.
    """
    if row[0] == _UNFILTERED:
        return any(max(band) - min(band) > FLAT for band in (row[1 + at :: channels] for at in bands))
    if row[0] >= len(_HALVES_OF_ABOVE):
        raise _Open
    return any(row[1 + channels + at :: channels].translate(None, _SMALL) for at in bands)
