"""The heartbeat of a run: renews its lease for as long as the process lives."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from bot.cluster.lease import HEARTBEAT, SharedRun
from bot.errors import StorageError
from bot.runtime.clock import Clock

_log = logging.getLogger(__name__)


@asynccontextmanager
async def beating(run: SharedRun, clock: Clock) -> AsyncIterator[None]:
    """Begin ``run``, renew it during the block, and end it. Raises StorageError if it can't begin."""
    await run.begin()
    task = asyncio.create_task(_beat(run, clock), name="heartbeat")
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await run.end()


async def _beat(run: SharedRun, clock: Clock) -> None:
    next_at = clock.monotonic()
    while not run.is_over:
        # While the database is away, a renewal takes its time, and the next one must not wait on top of that.
        next_at = max(next_at + HEARTBEAT, clock.monotonic())
        await clock.sleep(next_at - clock.monotonic())
        try:
            await run.renew()
        except StorageError as error:
            _log.debug("run %s couldn't be renewed: %s", run.id, error)
        except Exception:  # noqa: BLE001 - whatever it is, a run that does not beat loses its jobs
            _log.exception("run %s couldn't be renewed", run.id)
