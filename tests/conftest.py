"""What holds for every test."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import is_hypothesis_test, settings

from tests.support.postgres import PostgresServer, running_server

# How long one example takes says more about the machine than about the code. The same examples come every time, so what
# turns a test red is what was changed; ``--hypothesis-profile=thorough`` tries many more, and others each time.
settings.register_profile("imagine-bot", deadline=None, derandomize=True)
settings.register_profile("thorough", deadline=None, max_examples=2000)
settings.load_profile("imagine-bot")


# The bot of these runs in a process of its own, and property tests run what others do a hundred times over: traced,
# both would take much longer and show hardly a line more.
_UNTRACED = {Path(__file__).parent / folder for folder in ("crash", "e2e", "meta", "setup", "standin")}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Measure coverage only where there is something to see."""
    for item in items:
        if _UNTRACED.intersection(item.path.parents) or is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker(pytest.mark.no_cover)


def pytest_collection_finish() -> None:
    """What was imported and collected stays: the garbage collector need not go through it again and again."""
    gc.freeze()


def pytest_xdist_auto_num_workers() -> int:
    """``--numprocesses auto`` is more than there are cores: a test over sockets waits for much of its time."""
    return (os.cpu_count() or 1) * 3 // 2


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server of this worker's own. Who stops or pauses it, brings it back."""
    with running_server() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> str:
    """The ``DATABASE_URL`` of an empty schema."""
    return postgres_server.new_schema()
