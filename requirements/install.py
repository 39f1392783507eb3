"""Install a locked set into the virtual environment that runs this: ``python -m requirements.install dev``.

uv does it in seconds. pip brings it, locked as well; where uv has no wheel for the machine, or gets nowhere in the
network, pip installs the same lock.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from requirements.commands import Commands

FOLDER = Path(__file__).parent

SETS = {
    "core": {"core"},
    "postgres": {"core", "postgres"},
    "metrics": {"core", "postgres", "metrics"},
    "sandbox": {"core", "sandbox"},
    "dev": {"core", "postgres", "metrics", "sandbox", "dev"},
}
"""The sets that each set holds all of, narrow ones first."""

EXIT_USAGE, EXIT_INTERRUPTED = 2, 130


def main(arguments: Sequence[str], prefix: str = sys.prefix, base_prefix: str = sys.base_prefix) -> int:
    """Install what the command line names; returns the exit code.

    In a virtual environment, the interpreter's ``prefix`` is not its ``base_prefix``.
    """
    (wanted,) = arguments
    if prefix == base_prefix:
        say(f"{prefix} is no virtual environment: all that is not in the lock would be removed from it")
        return EXIT_USAGE
    try:
        return install(wanted, Path(prefix), Commands())
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED


def install(wanted: str, venv: Path, commands: Commands) -> int:
    """Install the narrowest set that holds ``wanted`` and what ``venv`` has already; returns the exit code.

    So ``make demo``, ``make postgres`` and ``make test`` don't undo each other's work.
    """
    needed = {wanted, *(each for each in SETS if stamp(venv, each).exists())}
    name = next(each for each, held in SETS.items() if needed <= held)
    for each in SETS:  # interrupted, what is there would be no set at all
        stamp(venv, each).unlink(missing_ok=True)
    code = _fill(FOLDER / f"{name}.txt", commands)
    if code == 0:
        for each in SETS[name]:
            stamp(venv, each).touch()
    else:
        say("Couldn't install the packages: see above. Check your network, then run the same command again.")
    return code


def stamp(venv: Path, name: str) -> Path:
    """The file that says that ``venv`` holds the set ``name``; make compares its time with the lock's."""
    return venv / f"{name}.stamp"


def say(line: str) -> None:
    """Tell whoever waits what is going on."""
    sys.stderr.write(f"{line}\n")


def _fill(lock: Path, commands: Commands) -> int:
    say("Fetching uv, which installs the rest")
    # As a wheel or not at all: building it takes a compiler, and many minutes.
    if commands.pip("--only-binary=:all:", f"--requirement={FOLDER / 'uv.txt'}") == 0:
        say(f"Installing {lock.parent.name}/{lock.name}")
        if commands.uv(str(lock)) == 0:
            return 0
    say(f"Installing {lock.parent.name}/{lock.name} with pip instead: this takes a minute")
    return commands.pip(f"--requirement={lock}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
