"""Existing jobs: find, fetch, share, re-post, cancel, delete."""

from bot.app import ImagineBot
from bot.services import Services
from cogs.cards.custom_ids import Action
from cogs.imagine.submission import Submission
from cogs.jobs.cancel import CancelButtons
from cogs.jobs.copies import Copies
from cogs.jobs.fetching import FetchButton
from cogs.jobs.missing import MissingPictures
from cogs.jobs.removal import DeleteButton, Removals
from cogs.jobs.repost import CopyDelivery, RepostButtons
from cogs.jobs.sweeper import Sweeper
from cogs.jobs.task import TaskCog
from cogs.more.pressed import PressedCards
from cogs.toolkit import Toolkit


async def setup(bot: ImagineBot, kit: Toolkit, submission: Submission, pressed: PressedCards) -> Sweeper:
    """Add ``/task`` and the buttons of jobs; returns what deletes messages."""
    services, responses = bot.services, kit.responses
    jobs, posts, tasks, clock = services.jobs, services.messages.posts, services.runtime.tasks, services.runtime.clock
    sweeper = Sweeper(bot, posts, kit.backoff, clock)
    copies = Copies(bot, posts, sweeper, clock)
    repost = _repost(services, kit, copies, pressed)
    cancel = CancelButtons(kit.runner, responses)
    removals = Removals(jobs, posts, services.servers.acts, clock)
    delete = DeleteButton(jobs, posts, removals, sweeper, pressed, responses, tasks)
    fetch = _fetch(services, kit, submission, copies)
    kit.buttons.on_state[Action.DELETE] = delete.delete
    kit.buttons.on_job |= {
        Action.CANCEL: cancel.cancel,
        Action.STOP: cancel.stop,
        Action.SHARE: repost.share,
        Action.REPOST: repost.repost,
        Action.FETCH: fetch.fetch,
    }
    await bot.add_cog(TaskCog(jobs, responses, clock))
    return sweeper


def _fetch(services: Services, kit: Toolkit, submission: Submission, copies: Copies) -> FetchButton:
    jobs = services.jobs
    missing = MissingPictures(
        jobs,
        services.images.result_fetcher,
        kit.uploader,
        kit.messenger,
        kit.memory.readers,
        kit.responses,
        copies,
        services.runtime.clock,
    )
    return FetchButton(jobs, services.worker.lookup, submission, kit.runner, missing, kit.placeholders, kit.responses)


def _repost(services: Services, kit: Toolkit, copies: Copies, pressed: PressedCards) -> RepostButtons:
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
        pressed,
        kit.responses,
        services.runtime.tasks,
    )
