"""Decodes and re-encodes pictures with Pillow. Input is untrusted: only ``bot/imaging/worker.py`` calls this."""

import io
import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from PIL import Image, ImageChops, ImageCms

from bot.imaging.compression import compressed
from bot.imaging.header import FLAT, DamagedImage, Inspection, NotAnImage, read_header
from bot.imaging.metadata import strip_metadata

_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
_LONGEST_SIDE = 16_383  # what WebP can hold
_SLOPPY_PIXELS = 1_000_000
"""Pixels that a picture may have beyond its header: the frame of a GIF may exceed its screen."""

_PRACTICE = 64
"""The sides of a picture that nobody sees."""

_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""The transposition that turns a picture upright, by its EXIF orientation (CIPA DC-008, 4.6.5)."""

_OPAQUE = 255

_ON_ITS_SIDE = frozenset({5, 6, 7, 8})


@contextmanager
def _reading() -> Iterator[None]:
    """Turn whatever Pillow's plugins raise for a broken file into DamagedImage."""
    try:
        yield
    except (DamagedImage, NotAnImage):
        raise
    except Exception as error:
        # Only an OSError of the disk has an errno; Pillow raises OSError without one for broken files.
        if isinstance(error, OSError) and error.errno:
            raise
        raise DamagedImage(f"{type(error).__name__}: {error}") from error


def prepare() -> None:
    """Load what pictures need, for which the first one would have to wait."""
    Image.preinit()
    ImageCms.createProfile("sRGB")
    compressed(Image.new("RGB", (_PRACTICE, _PRACTICE)), _PRACTICE**2)


@_reading()
def inspect(path: Path) -> Inspection:
    """Decode a picture. Raises DamagedImage or NotAnImage."""
    with _opened(path) as (picture, orientation):
        picture.load()
        width, height = picture.size
        if orientation in _ON_ITS_SIDE:
            width, height = height, width
        return Inspection(width, height, _is_blank(_in_eight_bits(picture)))


@_reading()
def fit(source: Path, limit: int, target: Path, max_pixels: int) -> Path | None:
    """Re-encode ``source`` in at most ``limit`` bytes, with fewer pixels if necessary.

    The result keeps colours (as sRGB), transparency and rotation, but no metadata. A picture of more than
    ``max_pixels`` is scaled down first. Returns ``target`` with the right suffix, or None if nothing fits.

    Raises:
        DamagedImage, NotAnImage: the picture can't be decoded.
        OSError: the disk can't be written.
    """
    with _opened(source) as (opened, orientation):
        picture = _as_it_looks(opened, orientation, max_pixels)
    data = compressed(picture, limit)
    if data is None:
        return None
    target = target.with_suffix(".webp" if picture.mode == "RGBA" else ".jpg")
    target.write_bytes(data)
    return target


@contextmanager
def _opened(path: Path) -> Iterator[tuple[Image.Image, int]]:
    """A picture ready to decode, and its orientation. Raises DamagedImage if it is larger than its header says."""
    header = read_header(path)
    stripped = strip_metadata(path.read_bytes(), header.form)
    with Image.open(io.BytesIO(stripped.data), formats=_FORMATS) as picture:
        if picture.width * picture.height > max(header.pixels, _SLOPPY_PIXELS):
            raise DamagedImage("it is larger than its header says")
        yield picture, _orientation(stripped.exif)


def _orientation(exif: bytes) -> int:
    """The EXIF orientation, 1 (upright) if the EXIF data are broken."""
    data = Image.Exif()
    try:
        data.load(exif)
        return int(data.get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - broken EXIF data must not fail a valid picture
        return 1


def _is_blank(picture: Image.Image) -> bool:
    """Whether all pixels look the same or are transparent."""
    picture = picture.convert("RGBA") if picture.has_transparency_data else picture
    picture = picture if picture.mode in {"RGB", "RGBA"} else picture.convert("RGB")
    # getextrema() returns one pair per band for pictures with several bands.
    bands = cast("tuple[tuple[int, int], ...]", picture.getextrema())
    clear = len(bands) == 4 and bands[3][1] <= FLAT
    return clear or all(high - low <= FLAT for low, high in bands)


def _as_it_looks(picture: Image.Image, orientation: int, max_pixels: int) -> Image.Image:
    """The picture upright, in sRGB, with at most ``max_pixels`` and no metadata, in mode L, RGB or RGBA."""
    profile = picture.info.get("icc_profile")
    excess = math.ceil(math.sqrt(picture.width * picture.height / max_pixels))
    size = max(1, picture.width // excess), max(1, picture.height // excess)
    if excess > 1:
        picture.draft(None, size)  # JPEG decodes directly at a smaller size, which saves memory
    picture = _in_colour(_in_eight_bits(picture))
    if excess > 1:
        picture = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=1.0)
    picture.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE), Image.Resampling.LANCZOS)
    picture = _in_srgb(picture, profile)
    if orientation in _UPRIGHT:
        picture = picture.transpose(_UPRIGHT[orientation])
    picture.info.clear()
    return picture


def _in_eight_bits(picture: Image.Image) -> Image.Image:
    """Convert 16-bit grey to 8 bits. Pillow's own conversion clips at 255, which makes nearly everything white."""
    if picture.mode != "I;16":
        picture.load()
        return picture
    data = picture.tobytes()
    grey = Image.frombytes("L", picture.size, data[1::2])
    grey.info = dict(picture.info)
    clear = grey.info.pop("transparency", None)
    if clear is None:
        return grey
    low = Image.frombytes("L", picture.size, data[::2])
    same = ImageChops.darker(_equal(grey, clear >> 8), _equal(low, clear & 0xFF))
    return Image.merge("LA", (grey, ImageChops.invert(same)))


def _equal(band: Image.Image, value: int) -> Image.Image:
    return band.point([255 if level == value else 0 for level in range(256)])


def _in_colour(picture: Image.Image) -> Image.Image:
    """The picture as RGB or RGBA. L and CMYK stay, as their colour profile only applies to these modes."""
    if picture.has_transparency_data:
        picture = picture if picture.mode == "RGBA" else picture.convert("RGBA")
        # An alpha that hides nothing would cost: WebP takes ten times as long as JPEG.
        return picture.convert("RGB") if picture.getchannel("A").getextrema() == (_OPAQUE, _OPAQUE) else picture
    return picture if picture.mode in {"L", "RGB", "CMYK"} else picture.convert("RGB")


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Convert the colours to sRGB, which viewers without colour management assume."""
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    if profile:
        try:
            source, target = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(picture, source, target, outputMode=mode) or picture
        except Exception:  # noqa: BLE001 - a broken profile is ignored
            return picture.convert(mode)
    return picture.convert("RGB") if picture.mode == "CMYK" else picture
