"""A runner over a real core, whose pictures are fetched at once."""

from contextlib import nullcontext
from unittest.mock import Mock, create_autospec

from bot.images.pictures import Fetched, Picture
from bot.images.reference_loader import ReferenceLoader
from bot.images.results import ResultFetcher
from bot.runtime.background import BackgroundTasks
from bot.worker.presenter import Presenter
from bot.worker.runner import JobRunner
from bot.worker.takeover import TakeOver
from tests.support.clock import FakeClock
from tests.support.core import Core

NEVER = 10**9


def fetched(count: int = 1, *, blank: bool = False) -> Fetched:
    """``count`` pictures, all or none of them blank."""
    return Fetched(
        [create_autospec(Picture, instance=True, number=number, blank=blank) for number in range(1, count + 1)]
    )


def a_result_fetcher() -> Mock:
    """A result fetcher that has to be told what it fetches."""
    result_fetcher: Mock = create_autospec(ResultFetcher, instance=True)
    result_fetcher.workspace.return_value = nullcontext()
    return result_fetcher


def a_runner(
    core: Core,
    clock: FakeClock,
    presenter: Presenter,
    pictures: Fetched | None = None,
    notify_after: float = NEVER,
    result_fetcher: Mock | None = None,
) -> JobRunner:
    """A runner that fetches ``pictures`` (default: one) for every job, unless it gets a ``result_fetcher``."""
    if result_fetcher is None:
        result_fetcher = a_result_fetcher()
        result_fetcher.fetch.return_value = pictures or fetched()
    tasks = BackgroundTasks()
    runner = JobRunner(
        core.lifecycle,
        core.repository,
        core.submitter,
        core.generation,
        create_autospec(ReferenceLoader, instance=True),
        result_fetcher,
        TakeOver(core.own_run, core.repository, core.repository, core.lifecycle, tasks),
        notify_after,
        tasks,
        clock.clock,
    )
    runner.connect(presenter)
    return runner
