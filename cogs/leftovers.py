"""What an earlier run left behind: open jobs go on, and interrupted errands say so."""

from contextlib import suppress
from dataclasses import replace

import discord

from bot.errors import JobError
from bot.errors.storage import StorageError
from bot.jobs.job import Job
from bot.jobs.posts import Fate
from bot.jobs.state import JobState
from bot.services import Services
from bot.worker.pending import Errand
from bot.worker.runner import JobRunner
from cogs.cards import job_card
from cogs.cards.custom_ids import Action, custom_id
from cogs.delivery.messenger import Delivery
from cogs.delivery.transports import edits
from cogs.interactions.claims import Claims
from cogs.jobs.sweeper import Sweeper
from cogs.members.erasing import Erasing


class Leftovers:
    """Takes up, in the background, what is still to be done. Of cards nobody has seen, nothing comes."""

    def __init__(
        self,
        client: discord.Client,
        services: Services,
        runner: JobRunner,
        delivery: Delivery,
        claims: Claims,
        sweeper: Sweeper,
        erasing: Erasing,
    ) -> None:
        self._client = client
        self._services = services
        self._runner = runner
        self._delivery = delivery
        self._claims = claims
        self._sweeper = sweeper
        self._erasing = erasing

    async def go_on(self) -> None:
        """Begin with it.

        Raises:
            StorageError: the journal can't be read.
        """
        services = self._services
        jobs = await services.ledger.resume(services.clock.now() - services.window)
        errands = await services.errands.left(taken={job.card.token for job in jobs if job.card.token})
        for job in jobs:
            if job.state is JobState.ACCEPTED and job.card.message_id is None:
                services.tasks.spawn(self._begin(job), f"find the card of job {job.id}")
            else:
                self._runner.start(job)
        members = {errand.user_id for errand in errands if errand.erasing}
        doomed = [post for post in await services.posts.doomed() if post.user_id not in members]
        services.tasks.spawn(self._sweeper.sweep(doomed), "delete messages")
        for errand in errands:
            over = self._erasing.finish(errand) if errand.erasing else self._tell(errand)
            services.tasks.spawn(over, f"errand {errand.id}")

    async def _begin(self, job: Job) -> None:
        """Start a job whose first answer was on its way when the bot ended, unless it never arrived."""
        message_id = await self._claims.standing(self._client, job.card, custom_id(Action.CANCEL, job.id))
        if message_id is None:
            await self._services.ledger.withdrawn(job)
        else:
            card = replace(job.card, message_id=message_id)
            self._runner.start(await self._services.ledger.moved(job, card))

    async def _tell(self, errand: Errand) -> None:
        words = self._services.texts(errand.card.locale)
        if errand.card.former:
            await self._delivery.leave_word(errand, lambda old, new: job_card.moved(words, old, new, errand.user_id))
        elif errand.card.message_id or await self._claims.standing(self._client, errand.card):
            # A card that can't be edited any more is left as it is: a message of its own would tell little.
            with suppress(JobError):
                await self._delivery.deliver(errand, lambda _: job_card.interrupted(words), find_routes=edits)
            # It may have been a copy, which shows nothing any more.
            with suppress(StorageError):
                await self._services.posts.settle(errand.card.message_id or 0, Fate.GONE)
        await self._services.errands.end(errand)
