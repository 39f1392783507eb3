"""Cards on which an earlier run was busy when it was ended: whether they are there, and what they say now."""

from contextlib import suppress

import discord

from bot.errors import JobError
from bot.jobs.job import Job
from bot.worker.pending import Errand
from cogs.cards import job_card
from cogs.cards.custom_ids import Action, custom_id
from cogs.delivery.messenger import Delivery
from cogs.delivery.transports import edits
from cogs.i18n.catalog import Texts
from cogs.interactions.claims import Claims


class InterruptedCards:
    """Finds such cards at Discord, and tells on those of errands that nothing comes of them."""

    def __init__(self, client: discord.Client, delivery: Delivery, claims: Claims, texts: Texts) -> None:
        self._client = client
        self._delivery = delivery
        self._claims = claims
        self._texts = texts

    async def find(self, job: Job) -> int | None:
        """The id of the message that is the card of ``job``, or None if it never arrived."""
        return await self._claims.standing(self._client, job.card, custom_id(Action.CANCEL, job.id))

    async def interrupt(self, errand: Errand) -> bool:
        """Tell on the card that it was interrupted, or where it has moved to; True if it shows nothing else now."""
        words = self._texts(errand.card.locale)
        if errand.card.former:
            await self._delivery.leave_word(errand, lambda old, new: job_card.moved(words, old, new, errand.user_id))
            return False
        if not (errand.card.message_id or await self._claims.standing(self._client, errand.card)):
            return False
        # A card that can't be edited any more is left as it is: a message of its own would tell little.
        with suppress(JobError):
            await self._delivery.deliver(errand, lambda _: job_card.interrupted(words), find_routes=edits)
        return True
