"""Tomorrow's releases: ``python -m tests.setup.newer FOLDER`` writes a far newer wheel of each package that is locked.

An installer that gets the folder as an index of its own (``--find-links``) and chooses one of them would break the day
after a release.
"""

import sys
from collections.abc import Iterable
from pathlib import Path
from zipfile import ZipFile

from packaging.requirements import Requirement

from tests.setup.locks import LOCKS, pins

VERSION = "9999"


def write_wheel(folder: Path, name: str, version: str, *, extras: Iterable[str] = (), requires: str = "") -> Path:
    """Put an installable wheel with nothing in it into ``folder``."""
    project = name.replace("-", "_")
    info = f"{project}-{version}.dist-info"
    metadata = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    metadata += [f"Provides-Extra: {extra}" for extra in sorted(extras)]
    metadata += [f"Requires-Dist: {requires}"] if requires else []
    files = {
        "METADATA": "\n".join(metadata),
        "WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "RECORD": "".join(f"{info}/{file},,\n" for file in ("METADATA", "WHEEL", "RECORD")),
    }
    path = folder / f"{project}-{version}-py3-none-any.whl"
    with ZipFile(path, "w") as wheel:
        for file, content in files.items():
            wheel.writestr(f"{info}/{file}", content)
    return path


def main(folder: Path) -> None:
    """Write a wheel for every package of every lock."""
    folder.mkdir(parents=True, exist_ok=True)
    locked: dict[str, Requirement] = {}
    for lock in LOCKS:
        locked |= pins(lock)
    for name, pin in locked.items():
        write_wheel(folder, name, VERSION, extras=pin.extras)
    sys.stdout.write(f"{len(locked)} releases of {VERSION} in {folder}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
