"""Where the bytes of a download are: in memory, or in a file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.net.body import IN_MEMORY, Body
from bot.net.memory_budget import MemoryBudget, MemoryShare
from tests.support.disk import largest_file
from tests.support.downloads import saved

CAPACITY = IN_MEMORY + 1000


@pytest.fixture
def memory() -> Iterator[MemoryShare]:
    with MemoryBudget(CAPACITY).share() as memory:
        yield memory


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file in a folder that is not there yet."""
    return tmp_path / "job" / "1.part"


async def test_a_small_one_never_touches_the_disk(path: Path, memory: MemoryShare) -> None:
    body = Body(path, memory)
    for chunk in (b"a red", b" fox"):
        await body.write(chunk)
    await body.finish(1000)
    assert body.data == b"a red fox"
    assert body.data is body.data
    assert memory.held == len(b"a red fox")
    assert not path.parent.exists()


async def test_one_that_grows_too_large_for_memory_moves_to_disk(path: Path, memory: MemoryShare) -> None:
    body = Body(path, memory)
    await body.write(bytes(IN_MEMORY))
    assert memory.held == IN_MEMORY
    for chunk in (b"a red", b" fox"):
        await body.write(chunk)
    await body.finish(IN_MEMORY * 2)
    assert body.data is None
    assert saved(body) == bytes(IN_MEMORY) + b"a red fox"
    assert memory.held == 0


async def test_so_does_one_for_which_the_budget_has_no_room(path: Path, memory: MemoryShare) -> None:
    memory.take(CAPACITY - 5)
    body = Body(path, memory)
    for chunk in (b"a red", b" fox"):
        await body.write(chunk)
    assert body.data is None
    assert saved(body) == b"a red fox"
    assert memory.held == CAPACITY - 5


async def test_without_memory_all_of_it_is_on_disk_even_if_it_is_empty(path: Path) -> None:
    body = Body(path)
    await body.finish(1000)
    assert body.data is None
    assert saved(body) == b""


async def test_one_that_is_cleared_begins_anew_and_holds_nothing(path: Path, memory: MemoryShare) -> None:
    for room in (memory, None):
        body = Body(path, room)
        await body.write(b"half of a fox")
        body.clear()
        assert memory.held == 0
        await body.write(b"a red fox")
        await body.finish(1000)
        assert saved(body) == b"a red fox"
        body.clear()


async def test_a_full_disk_gets_the_memory_back_all_the_same(path: Path, memory: MemoryShare) -> None:
    body = Body(path, memory)
    await body.write(bytes(IN_MEMORY))
    with largest_file(IN_MEMORY // 2), pytest.raises(OSError, match="large"):
        await body.write(b"x")
    assert memory.held == 0
