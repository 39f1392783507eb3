"""A job's finished pictures after download: in memory, on disk or linked, with their defects."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from bot.images.names import PictureName


class DefectKind(StrEnum):
    """How a picture can differ from the request."""

    MISSING = "missing"
    BLANK = "blank"
    RATIO = "ratio"
    SMALL = "small"


@dataclass(frozen=True, slots=True)
class Defect:
    """A defect of picture ``number`` (1-based) that the card must mention."""

    kind: DefectKind
    number: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished picture; ``number`` is 1-based, ``url`` is the original at imini.

    Its bytes are ``data``, or if that is None, the file ``path``. ``owner`` is the id of the job that it was fetched
    for, or of a copy of the job's pictures. A ``reduced`` picture was re-encoded to fit an upload.
    """

    owner: str
    number: int
    path: Path
    url: str
    width: int
    height: int
    blank: bool = False
    reduced: bool = False
    data: bytes | None = field(default=None, repr=False)

    @property
    def size(self) -> int:
        """In bytes."""
        return self.path.stat().st_size if self.data is None else len(self.data)

    @property
    def filename(self) -> str:
        return PictureName(self.owner, self.number).filename(self.path.suffix)


@dataclass(frozen=True, slots=True)
class Link:
    """A finished picture that can't be shown; ``number`` is 1-based, ``url`` is the original at imini.

    ``is_available`` says whether the download showed that the link works; if not, the picture may be missing.
    """

    number: int
    url: str
    is_available: bool


@dataclass(frozen=True, slots=True)
class Fetched:
    """All pictures of a job, each of them here or linked, and their defects."""

    pictures: Sequence[Picture] = ()
    links: Sequence[Link] = ()
    defects: Sequence[Defect] = ()

    @property
    def numbers(self) -> list[int]:
        """Which pictures the requester gets (1-based), including links that work."""
        linked = (link.number for link in self.links if link.is_available)
        return sorted([*(picture.number for picture in self.pictures), *linked])

    @property
    def arrived(self) -> int:
        """How many pictures the requester gets."""
        return len(self.numbers)

    @property
    def is_complete(self) -> bool:
        """Whether all pictures could be loaded."""
        return all(link.is_available for link in self.links)

    @property
    def paid(self) -> int:
        """How many pictures are charged: blank ones are not."""
        return self.arrived - sum(picture.blank for picture in self.pictures)
