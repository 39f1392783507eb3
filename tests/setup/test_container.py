"""The container, as far as its files tell."""

import re

import pytest

from tests.meta import sources

COMPOSE = (sources.ROOT / "compose.yaml").read_text("utf-8")


@pytest.mark.parametrize("limit", ["mem_limit", "pids_limit", "cpus"])
def test_members_can_not_make_the_container_take_the_whole_machine(limit: str) -> None:
    (value,) = re.findall(rf"^    {limit}: (\d+)m?$", COMPOSE, re.MULTILINE)
    assert int(value) > 0


def test_what_is_kept_in_memory_has_a_size() -> None:
    assert re.findall(r"^      - /tmp(.*)$", COMPOSE, re.MULTILINE) == [":size=64m"]
