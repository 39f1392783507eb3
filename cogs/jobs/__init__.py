"""Looking after jobs: found again, shared, posted again, cancelled, deleted."""

from typing import TYPE_CHECKING

from bot.net.backoff import Backoff
from cogs.cards.custom_ids import Action
from cogs.imagine.submission import Intake
from cogs.jobs.cancel import Cancelling
from cogs.jobs.copies import Copies
from cogs.jobs.details import Details
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
    services, answers, texts = bot.services, kit.answers, bot.services.texts
    sweeper = Sweeper(bot, services.posts, Backoff(first=1, cap=60), services.clock)
    copies = Copies(bot, services.posts, services.clock)
    reposts = Reposts(services, answers, kit.delivery, kit.shipping, copies, sweeper)
    cancelling, details = Cancelling(texts, answers, kit.runner), Details(services.gallery, texts, answers, kit.readers)
    sharing = Sharing(services.journal, services.ledger, texts, answers, reposts)
    tasks = Tasks(services, intake, answers, kit.runner, reposts)
    kit.forms.add(TEMPLATE, sharing.described)
    kit.buttons.on_state[Action.DELETE] = Removing(services, answers, sweeper).delete
    kit.buttons.on_job |= {
        Action.CANCEL: cancelling.cancel,
        Action.STOP: cancelling.stop,
        Action.DETAILS: details.details,
        Action.ORIGINAL: details.original,
        Action.SHARE: sharing.share,
        Action.DESCRIBE: sharing.describe,
        Action.REPOST: tasks.repost,
        Action.RECOVER: tasks.recover,
    }
    await bot.add_cog(tasks)
    return sweeper
