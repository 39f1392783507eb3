"""Looking after jobs: found again, shared, posted again, cancelled, deleted."""

from typing import TYPE_CHECKING

from bot.net.backoff import Backoff
from cogs.cards.custom_ids import Action
from cogs.imagine.submission import Intake
from cogs.jobs.cancel import Cancelling
from cogs.jobs.copies import Copies
from cogs.jobs.details import Details
from cogs.jobs.recover import Recovering
from cogs.jobs.removal import Removing
from cogs.jobs.repost import Reposts
from cogs.jobs.sharing import TEMPLATE, Sharing
from cogs.jobs.sweeper import Sweeper
from cogs.jobs.task import Tasks
from cogs.toolkit import Toolkit

if TYPE_CHECKING:
    from bot.app import ImagineBot


async def setup(bot: "ImagineBot", kit: Toolkit, intake: Intake) -> Sweeper:
    """Add ``/task`` and the buttons of jobs that are there; returns what deletes messages."""
    services, answers, gallery = bot.services, kit.answers, bot.services.images.gallery
    jobs, posts, pending = services.jobs, services.messages.posts, services.messages.pending
    texts, tasks, clock = kit.texts, services.runtime.tasks, services.runtime.clock
    sweeper = Sweeper(bot, posts, Backoff(first=1, cap=60), clock)
    reposts = Reposts(
        jobs,
        pending,
        gallery,
        texts,
        answers,
        kit.delivery,
        kit.shipping,
        Copies(bot, posts, sweeper, clock),
        kit.memory.reposts,
        tasks,
        clock,
    )
    cancelling, details = Cancelling(answers, kit.runner), Details(gallery, answers, kit.memory.readers)
    sharing = Sharing(jobs, texts, answers, reposts)
    removing = Removing(jobs, posts, texts, answers, sweeper, tasks, clock)
    recovering = Recovering(jobs, services.worker.lookup, pending, texts, answers, intake, kit.runner, clock)
    kit.forms.add(TEMPLATE, sharing.described)
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
    await bot.add_cog(Tasks(jobs, answers, clock))
    return sweeper
