"""From pictures on disk to messages: as they are, else re-encoded, else smaller, else in several messages."""

import asyncio
import logging
from collections.abc import Sequence
from functools import partial

from bot.errors import NotDeliverable
from bot.gallery import Gallery, Note, Picture
from bot.job import Card, Job, JobState
from bot.ledger import share
from bot.texts import Texts
from cogs import render
from cogs.delivery import Delivery, UploadTooLarge
from cogs.routes import further_routes, routes
from cogs.uploads import UploadLimits

_log = logging.getLogger(__name__)


class Shipping:
    """Ships the pictures of jobs. What Discord refuses for its size is remembered for the next ones."""

    def __init__(self, gallery: Gallery, delivery: Delivery, texts: Texts) -> None:
        self._gallery = gallery
        self._delivery = delivery
        self._texts = texts
        self._limits = UploadLimits()

    async def ship(self, job: Job, shown: Job, pictures: Sequence[Picture], notes: Sequence[Note]) -> Card:
        """Put the pictures onto the card of ``job``, which is to show the job ``shown``; returns where the card is.

        Raises:
            NotDeliverable: there is no way to the requester.
        """
        shown = shown.to(JobState.DELIVERED, charged=share(shown, len(pictures)))
        while True:
            first, *others = self._parcels(job.card, pictures)
            try:
                card = await self._on_card(job, shown, first, notes, len(pictures))
                for number, parcel in enumerate(others, 2):
                    await self._further(job, parcel, number)
            except _Refused as refused:
                if not refused.sizes:
                    raise NotDeliverable(message="Discord takes not even links") from refused
                self._limits.lower(job.card, refused.sizes)
            else:
                return card

    async def _on_card(
        self, job: Job, shown: Job, parcel: Sequence[Picture], notes: Sequence[Note], total: int
    ) -> Card:
        results = await self._fitted(job, parcel, notes, total)
        view = partial(render.finished, shown, self._texts(job.card.locale), results)
        try:
            return await self._delivery.deliver(job, view, results.files, routes)
        except UploadTooLarge as error:
            raise _Refused(results) from error

    async def _further(self, job: Job, parcel: Sequence[Picture], number: int) -> None:
        """Pictures that the card has no room for, in a message of their own."""
        results = await self._fitted(job, parcel, (), len(parcel))
        view = partial(render.further, job, self._texts(job.card.locale), results)
        try:
            await self._delivery.deliver(job, view, results.files, partial(further_routes, number=number))
        except UploadTooLarge as error:
            raise _Refused(results) from error
        except NotDeliverable as error:
            # The card is there and names what it lacks; the button Original brings it.
            _log.warning("job %s: the pictures of message %d could not be shown (%s)", job.id, number, error)

    async def _fitted(self, job: Job, pictures: Sequence[Picture], notes: Sequence[Note], total: int) -> render.Results:
        sizes = await asyncio.to_thread(lambda: [picture.size for picture in pictures])
        limit = self._limits.of(job.card, sizes)
        fitted = [(picture, await self._gallery.fit(picture, limit)) for picture in pictures]
        on_card = render.shots(job, [small for _, small in fitted if small], self._texts(job.card.locale))
        return render.Results(on_card, [picture for picture, small in fitted if not small], notes, total)

    def _parcels(self, card: Card, pictures: Sequence[Picture]) -> list[Sequence[Picture]]:
        size = self._limits.per_message(card)
        return [pictures[start : start + size] for start in range(0, len(pictures), size)]


class _Refused(Exception):
    """Discord refused the uploads of ``results`` for their size."""

    def __init__(self, results: render.Results) -> None:
        super().__init__()
        self.sizes = [shot.picture.size for shot in results.on_card]
