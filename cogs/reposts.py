"""The pictures of finished jobs on further cards: posted again, or shared with all."""

import logging
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

import discord

from bot.errands import Errand
from bot.errors import JobError
from bot.job import Card, Job
from bot.picture_names import new_copy_id
from bot.services import Services
from cogs import render
from cogs.answers import Answers
from cogs.delivery import Delivery
from cogs.orders import Order, card_of
from cogs.shipping import Shipping

_log = logging.getLogger(__name__)


class Reposts:
    """Answers interactions with a card, and brings pictures onto it in the background."""

    def __init__(self, services: Services, answers: Answers, delivery: Delivery, shipping: Shipping) -> None:
        self._services = services
        self._answers = answers
        self._delivery = delivery
        self._shipping = shipping

    async def start(self, interaction: discord.Interaction[Any], job: Job, *, private: bool, moves: bool) -> None:
        """Answer with a card for the pictures of ``job``; if it ``moves``, that is the one to jump to from now on.

        Raises:
            Refusal: why not.
            discord.HTTPException, or one of NETWORK_ERRORS: Discord did not take the answer.
        """
        order = Order(job.request, private=private, spoiler=job.card.spoiler)
        card = card_of(interaction, order, self._services.clock.now())
        view = render.fetching(self._services.texts(job.card.locale))
        errand = await self._services.errands.begin(
            Errand(str(interaction.id), interaction.user.id, card),
            lambda: self._answers.first(interaction, view, private=private),
        )
        self._services.tasks.spawn(self._bring(job, errand, moves=moves), f"repost job {job.id}")

    async def _bring(self, job: Job, errand: Errand, *, moves: bool) -> None:
        async with self._services.errands.under_way(errand):
            shown = await self._show(job, errand.card)
        current = await self._services.journal.find(job.id)
        if moves and shown and current:
            await self._services.ledger.moved(current, shown)

    async def _show(self, job: Job, card: Card) -> Card | None:
        """Where the pictures are, or None if they could not be had or shown; the card says so."""
        # A folder and a nonce of its own: the same job may be on its way to several cards.
        copy = replace(job, id=new_copy_id(job.id), card=card, parcels=())
        try:
            pictures, notes = await self._services.gallery.fetch(copy)
            return (await self._shipping.ship(copy, replace(job, card=card), pictures, notes, _unrecorded)).card
        except Exception as error:  # noqa: BLE001 - not even a bug may leave the card without an end
            bug = None if isinstance(error, JobError) else error
            _log.warning("job %s was not brought to another card: %s", job.id, error, exc_info=bug)
            words = self._services.texts(card.locale)
            view = partial(render.notice, words("title-failed"), words("repost-gone"))
            with suppress(JobError):
                await self._delivery.deliver(copy, view, list)
            return None
        finally:
            await self._services.gallery.clear(copy)


async def _unrecorded(job: Job) -> Job:
    """What becomes of a copy is not in the journal, which has the job itself."""
    return job
