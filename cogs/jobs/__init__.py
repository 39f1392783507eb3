"""Existing jobs: find, share, describe, post again, cancel, delete."""

from bot.app import ImagineBot
from bot.net.backoff import Backoff
from cogs.cards.custom_ids import Action
from cogs.imagine.submission import Submission
from cogs.jobs.cancel import Cancelling
from cogs.jobs.copies import Copies
from cogs.jobs.details import Details
from cogs.jobs.recover import Recovering
from cogs.jobs.removal import Removing
from cogs.jobs.repost import Reposts
from cogs.jobs.sharing import TEMPLATE, Sharing
from cogs.jobs.sweeper import Sweeper
from cogs.jobs.task import TaskCog
from cogs.toolkit import Toolkit


async def setup(bot: ImagineBot, kit: Toolkit, submission: Submission) -> Sweeper:
    """Add ``/task`` and the buttons of jobs that are there; returns what deletes messages."""
    services, responses, result_fetcher = bot.services, kit.responses, bot.services.images.result_fetcher
    jobs, posts, pending = services.jobs, services.messages.posts, services.messages.pending
    catalogs, tasks, clock = kit.catalogs, services.runtime.tasks, services.runtime.clock
    sweeper = Sweeper(bot, posts, Backoff(first=1, cap=60), clock)
    reposts = Reposts(
        jobs,
        pending,
        result_fetcher,
        catalogs,
        responses,
        kit.messenger,
        kit.uploader,
        Copies(bot, posts, sweeper, clock),
        kit.memory.reposts,
        tasks,
        clock,
    )
    cancelling, details = Cancelling(responses, kit.runner), Details(result_fetcher, responses, kit.memory.readers)
    sharing = Sharing(jobs, catalogs, responses, reposts)
    removing = Removing(jobs, posts, catalogs, responses, sweeper, tasks, clock)
    recovering = Recovering(jobs, services.worker.lookup, pending, catalogs, responses, submission, kit.runner, clock)
    kit.modals.add(TEMPLATE, sharing.described)
    kit.buttons.on_state[Action.DELETE] = removing.delete
    kit.buttons.on_job |= {
        Action.CANCEL: cancelling.cancel,
        Action.STOP: cancelling.stop,
        Action.DETAILS: details.details,
        Action.ORIGINAL: details.original,
        Action.SHARE: sharing.share,
        Action.DESCRIBE: sharing.describe,
        Action.REPOST: reposts.repost,
        Action.RECOVER: recovering.recover,
    }
    await bot.add_cog(TaskCog(jobs, responses, clock))
    return sweeper
