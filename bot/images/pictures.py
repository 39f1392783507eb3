"""The finished pictures of a job, as they were fetched."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bot.images.names import PictureName


class DefectKind(StrEnum):
    """What can be wrong with a picture."""

    MISSING = "missing"
    BLANK = "blank"
    RATIO = "ratio"
    SMALL = "small"


@dataclass(frozen=True, slots=True)
class Defect:
    """A defect of picture ``number`` (from 1) that the card must mention."""

    kind: DefectKind
    number: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished picture on disk; ``number`` counts from 1, ``url`` is the untouched original at imini.

    ``owner`` is the id of the job that it was fetched for, or of a copy of it.
    """

    owner: str
    number: int
    path: Path
    url: str
    width: int
    height: int
    blank: bool = False
    reduced: bool = False

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return self.path.stat().st_size

    @property
    def filename(self) -> str:
        """The name to upload it by."""
        return PictureName(self.owner, self.number).filename(self.path.suffix)


@dataclass(frozen=True, slots=True)
class Link:
    """A finished picture that can't be shown: ``number`` counts from 1, ``url`` is the original at imini.

    ``there`` says whether it was seen to be there, so that whoever opens the link has the picture; else nobody knows.
    """

    number: int
    url: str
    there: bool


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of a job's pictures: each is on disk or linked; ``defects`` say what is wrong with any of them."""

    pictures: Sequence[Picture] = ()
    links: Sequence[Link] = ()
    defects: Sequence[Defect] = ()

    @property
    def arrived(self) -> int:
        """How many pictures the requester has."""
        return len(self.pictures) + sum(link.there for link in self.links)

    @property
    def paid(self) -> int:
        """How many of them are charged: a blank one is not."""
        return self.arrived - sum(picture.blank for picture in self.pictures)
