"""What the bot does on its own now and then: forgetting old jobs."""

from bot.images.reference_store import Snapshots
from bot.jobs.service import JobService
from bot.runtime.clock import Clock

DAY = 24 * 3600.0


async def forget_daily(jobs: JobService, snapshots: Snapshots, retention_days: int, clock: Clock) -> None:
    """At the start and then once a day, delete what is older than ``RETENTION_DAYS``."""
    while True:
        await jobs.forget_old(retention_days * DAY)
        await snapshots.sweep()
        await clock.sleep(DAY)
