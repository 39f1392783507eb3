"""What an earlier run left behind: its open jobs go on, and cards of nothing but an errand say what became of it."""

from contextlib import suppress

from bot.database import DatabaseError
from bot.errands import Errand
from bot.errors import JobError
from bot.posts import Fate
from bot.services import Services
from cogs import render
from cogs.delivery import Delivery
from cogs.erasing import Erasing
from cogs.routes import edits
from cogs.runner import Runner
from cogs.sweeper import Sweeper


async def go_on(services: Services, runner: Runner, delivery: Delivery, sweeper: Sweeper, erasing: Erasing) -> None:
    """Take up, in the background, what is still to be done.

    Raises:
        DatabaseError: the journal can't be read.
    """
    jobs = await services.ledger.resume(services.clock.now() - services.window)
    errands = await services.errands.left(taken={job.card.token for job in jobs if job.card.token})
    for job in jobs:
        runner.start(job)
    members = {errand.user_id for errand in errands if errand.erasing}
    doomed = [post for post in await services.posts.doomed() if post.user_id not in members]
    services.tasks.spawn(sweeper.sweep(doomed), "delete messages")
    for errand in errands:
        over = erasing.finish(errand) if errand.erasing else _tell(errand, services, delivery)
        services.tasks.spawn(over, f"errand {errand.id}")


async def _tell(errand: Errand, services: Services, delivery: Delivery) -> None:
    words = services.texts(errand.card.locale)
    if errand.card.former:
        await delivery.leave_word(errand, lambda old, new: render.moved(words, old, new, errand.user_id))
    else:
        # A card that can't be edited any more is left as it is: a message of its own would tell little.
        with suppress(JobError):
            await delivery.deliver(errand, lambda _: render.interrupted(words), find_routes=edits)
        # It may have been a copy, which shows nothing any more.
        with suppress(DatabaseError):
            await services.posts.settle(errand.card.message_id or 0, Fate.GONE)
    await services.errands.end(errand)
