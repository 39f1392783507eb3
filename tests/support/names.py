"""Names of uploaded files."""

from collections.abc import Iterable

from bot.images.names import PictureName


def picture_numbers(filenames: Iterable[str]) -> list[int]:
    """The numbers of the pictures that were uploaded under these names."""
    names = (PictureName.parse(filename) for filename in filenames)
    return [name.number for name in names if name]
