"""Existing jobs: find, share, edit alt text, re-post, cancel, delete."""

from bot.app import ImagineBot
from bot.services import Services
from cogs.cards.custom_ids import Action
from cogs.imagine.submission import Submission
from cogs.jobs.alt_text import TEMPLATE, DescribeButton
from cogs.jobs.cancel import CancelButtons
from cogs.jobs.copies import Copies
from cogs.jobs.details import DetailsButtons
from cogs.jobs.recover import RecoverButton
from cogs.jobs.removal import DeleteButton, Removals
from cogs.jobs.repost import CopyDelivery, RepostButtons
from cogs.jobs.sweeper import Sweeper
from cogs.jobs.task import TaskCog
from cogs.toolkit import Toolkit


async def setup(bot: ImagineBot, kit: Toolkit, submission: Submission) -> Sweeper:
    """Add ``/task`` and the buttons of jobs; returns what deletes messages."""
    services, responses = bot.services, kit.responses
    jobs, posts, tasks, clock = services.jobs, services.messages.posts, services.runtime.tasks, services.runtime.clock
    sweeper = Sweeper(bot, posts, kit.backoff, clock)
    repost = _repost(services, kit, Copies(bot, posts, sweeper, clock))
    cancel = CancelButtons(kit.runner, responses)
    details = DetailsButtons(services.images.result_fetcher, responses, kit.memory.readers)
    describe = DescribeButton(jobs, kit.gate, responses)
    removals = Removals(jobs, posts, services.servers.acts, clock)
    delete = DeleteButton(jobs, posts, removals, sweeper, responses, tasks)
    recover = RecoverButton(jobs, services.worker.lookup, submission, kit.runner, kit.placeholders, responses)
    kit.modals.add(TEMPLATE, describe.on_submit)
    kit.buttons.on_state[Action.DELETE] = delete.delete
    kit.buttons.on_job |= {
        Action.CANCEL: cancel.cancel,
        Action.STOP: cancel.stop,
        Action.DETAILS: details.details,
        Action.ORIGINAL: details.original,
        Action.SHARE: repost.share,
        Action.DESCRIBE: describe.describe,
        Action.REPOST: repost.repost,
        Action.RECOVER: recover.recover,
    }
    await bot.add_cog(TaskCog(jobs, responses, clock))
    return sweeper


def _repost(services: Services, kit: Toolkit, copies: Copies) -> RepostButtons:
    delivery = CopyDelivery(
        services.images.result_fetcher,
        kit.uploader,
        kit.messenger,
        services.messages.pending,
        copies,
        kit.catalogs,
    )
    return RepostButtons(
        services.jobs,
        copies,
        delivery,
        kit.memory.reposts,
        kit.placeholders,
        kit.responses,
        services.runtime.tasks,
    )
