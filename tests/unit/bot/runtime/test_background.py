"""Background tasks are logged when they fail and cancelled on shutdown."""

import asyncio
import contextlib
import gc
import logging
import weakref

import pytest

from bot.errors import StorageError
from bot.runtime.background import BackgroundTasks


async def test_a_task_runs_under_its_name() -> None:
    async def work() -> str:
        return "done"

    task = BackgroundTasks().start(work(), "job 1")
    assert task.get_name() == "job 1"
    assert await task == "done"


async def test_what_a_task_raises_is_logged_with_its_name(caplog: pytest.LogCaptureFixture) -> None:
    async def fail() -> None:
        raise ValueError("no good")

    with caplog.at_level(logging.ERROR):
        await asyncio.wait({BackgroundTasks().start(fail(), "job 2")})
        await asyncio.sleep(0)
    assert "task job 2 failed" in caplog.text
    assert "ValueError: no good" in caplog.text


async def test_what_the_disk_refuses_takes_one_line(caplog: pytest.LogCaptureFixture) -> None:
    async def fail() -> None:
        raise StorageError("imagine.db can't be read")

    with caplog.at_level(logging.ERROR):
        await asyncio.wait({BackgroundTasks().start(fail(), "job 2")})
        await asyncio.sleep(0)
    (record,) = caplog.records
    assert (record.getMessage(), record.exc_info) == ("task job 2 failed: imagine.db can't be read", None)


async def test_closing_ends_what_still_runs_and_waits_for_it(caplog: pytest.LogCaptureFixture) -> None:
    cleaned = []

    async def work(number: int) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            cleaned.append(number)

    tasks = BackgroundTasks()
    running = [tasks.start(work(number), f"job {number}") for number in range(3)]
    await asyncio.sleep(0)
    with caplog.at_level(logging.ERROR):
        await tasks.close()
    assert sorted(cleaned) == [0, 1, 2]
    assert all(task.cancelled() for task in running)
    assert caplog.text == ""


async def test_a_task_that_fails_while_it_is_ended_is_logged_and_stops_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def stubborn() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            raise ValueError("at the end")

    tasks = BackgroundTasks()
    tasks.start(stubborn(), "stubborn")
    await asyncio.sleep(0)
    with caplog.at_level(logging.ERROR):
        await tasks.close()
        await asyncio.sleep(0)
    assert "task stubborn failed" in caplog.text


async def test_ended_tasks_are_not_kept() -> None:
    async def work() -> None:
        await asyncio.sleep(0)

    tasks = BackgroundTasks()
    ended = weakref.ref(tasks.start(work(), "short"))
    await asyncio.wait([task for task in asyncio.all_tasks() if task is ended()])
    await asyncio.sleep(0)
    gc.collect()
    assert ended() is None


async def test_closing_twice_is_fine() -> None:
    tasks = BackgroundTasks()
    await tasks.close()
    await tasks.close()


async def test_what_is_started_after_closing_does_not_begin() -> None:
    begun = []

    async def work() -> None:
        begun.append("work")

    tasks = BackgroundTasks()
    await tasks.close()
    late = tasks.start(work(), "late")
    await asyncio.wait({late})
    assert (late.cancelled(), begun) == (True, [])


async def test_closing_waits_for_what_its_tasks_start_as_they_end() -> None:
    tasks, begun, started = BackgroundTasks(), [], list[asyncio.Task[None]]()

    async def work() -> None:
        begun.append("work")

    async def starter() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            started.append(tasks.start(work(), "late"))

    tasks.start(starter(), "starter")
    await asyncio.sleep(0)
    await tasks.close()
    assert ([task.cancelled() for task in started], begun) == ([True], [])


async def test_a_task_whose_cancellation_got_lost_is_cancelled_again() -> None:
    async def patient() -> None:
        for _ in range(2):
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.Event().wait()
        await asyncio.Event().wait()

    tasks = BackgroundTasks()
    task = tasks.start(patient(), "undo job 1")
    await asyncio.sleep(0)
    await tasks.close(cleanup=0)
    assert task.cancelled()
