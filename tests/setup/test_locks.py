"""The locks pin all that is installed, so that no release of tomorrow changes what is set up today."""

import re
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.setup.locks import FOLDER, LOCKS, pins


def _wanted(lock: Path) -> Iterator[Requirement]:
    """What the packages of ``lock`` require of each other on this machine, as their own metadata has it."""
    for name, pin in pins(lock).items():
        if pin.marker is None or pin.marker.evaluate():
            for requirement in map(Requirement, distribution(name).requires or ()):
                extras = {"", *pin.extras}
                if requirement.marker is None or any(requirement.marker.evaluate({"extra": one}) for one in extras):
                    yield requirement


def test_who_serves_no_metrics_installs_nothing_for_them() -> None:
    assert "prometheus-client" in pins(FOLDER / "metrics.txt")
    assert all("prometheus-client" not in pins(FOLDER / f"{name}.txt") for name in ("core", "postgres", "sandbox"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_what_one_package_requires_of_another_is_pinned_with_its_extras(lock: Path) -> None:
    # pip before 23.3 takes `coverage[toml]` for another package than `coverage`, and looks for its newest release.
    # Source: https://github.com/pypa/pip/issues/9644
    pinned = pins(lock)
    loose = [
        str(requirement)
        for requirement in _wanted(lock)
        if (pin := pinned.get(canonicalize_name(requirement.name))) is None or not requirement.extras <= pin.extras
    ]
    assert loose == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_pin_has_its_hashes(lock: Path) -> None:
    blocks = re.split(r"^(?=[\w.-]+(?:\[|==))", lock.read_text("utf-8"), flags=re.MULTILINE)[1:]
    assert len(blocks) == len(pins(lock))
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("name", ["core", "postgres", "metrics", "sandbox"])
def test_a_narrower_set_is_part_of_the_wider_ones(name: str) -> None:
    narrow, wide = pins(FOLDER / f"{name}.txt"), pins(FOLDER / "dev.txt")
    assert {package: str(pin) for package, pin in narrow.items() if str(wide.get(package)) != str(pin)} == {}


def test_who_has_no_postgresql_installs_no_driver_for_it() -> None:
    driver = {"psycopg", "psycopg-binary", "psycopg-pool"}
    assert driver <= pins(FOLDER / "postgres.txt").keys()
    assert driver.isdisjoint({*pins(FOLDER / "core.txt"), *pins(FOLDER / "sandbox.txt")})


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_names_no_index(lock: Path) -> None:
    assert not re.search(r"--(?:extra-)?index-url|--find-links|https?://", lock.read_text("utf-8"))
