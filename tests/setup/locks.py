"""The locks, as far as a test can read them."""

import re
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.meta import sources

FOLDER = sources.ROOT / "requirements"
LOCKS = sorted(FOLDER.glob("*.txt"))

_PIN = re.compile(r"^([\w.-]+(?:\[[\w,. -]+\])?==[^\s;]+(?: ;[^\\\n]+)?)", re.MULTILINE)


def pins(lock: Path) -> dict[str, Requirement]:
    """What ``lock`` pins, by the packages' names."""
    found = map(Requirement, _PIN.findall(lock.read_text("utf-8")))
    return {canonicalize_name(pin.name): pin for pin in found}
