"""From pictures on disk to messages: as they are, else re-encoded, else smaller, else in several messages."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import partial

from bot.errors import NotDeliverable
from bot.gallery import Gallery, Note, Picture
from bot.job import Job, Parcel
from bot.texts import Texts
from cogs import render
from cogs.delivery import Delivery, UploadTooLarge
from cogs.routes import further_routes, routes
from cogs.uploads import UploadLimits

_log = logging.getLogger(__name__)

Record = Callable[[Job], Awaitable[Job]]
"""Writes down how a job stands."""


class Shipping:
    """Ships the pictures of jobs. What Discord refuses for its size is remembered for the next ones."""

    def __init__(self, gallery: Gallery, delivery: Delivery, texts: Texts) -> None:
        self._gallery = gallery
        self._delivery = delivery
        self._texts = texts
        self._limits = UploadLimits()

    async def ship(
        self, job: Job, shown: Job, pictures: Sequence[Picture], notes: Sequence[Note], record: Record
    ) -> Job:
        """Put the pictures onto the card of ``job``, which is to show the job ``shown``; what it has no room for comes
        in messages of their own. Returns the job as it is then.

        Everything that is out is noted by ``record``, as only the card can be shown twice: a run that takes over posts
        the rest.

        Raises:
            NotDeliverable: there is no way to the requester.
        """
        job, begun = _taken_over(job)
        while True:
            first, *others = self._messages(job, pictures, begun)
            try:
                job = await self._on_card(job, shown, first, notes, len(pictures), record)
                for parcel in others:
                    job = await self._further(job, shown, parcel, record)
            except _Refused as refused:
                if not refused.sizes:
                    raise NotDeliverable(message="Discord takes not even links") from refused
                self._limits.lower(job.card, refused.sizes)
                begun = ()
            else:
                return job

    async def _on_card(
        self,
        job: Job,
        shown: Job,
        parcel: Sequence[Picture],
        notes: Sequence[Note],
        total: int,
        record: Record,
    ) -> Job:
        results = await self._fitted(job, parcel, notes, total)
        view = partial(render.finished, shown, self._texts(job.card.locale), results)
        try:
            card = await self._delivery.deliver(job, view, results.files, routes)
        except UploadTooLarge as error:
            raise _Refused(results) from error
        return job if card == job.card else await record(job.to(job.state, card=card))

    async def _further(self, job: Job, shown: Job, parcel: Sequence[Picture], record: Record) -> Job:
        """Pictures that the card has no room for, in a message of their own."""
        results = await self._fitted(job, parcel, (), len(parcel))
        view = partial(render.further, shown, self._texts(job.card.locale), results)
        numbers = tuple(picture.number for picture in parcel)
        await record(_with(job, Parcel(numbers)))
        find_routes = partial(further_routes, number=len(job.parcels) + 2)
        try:
            card = await self._delivery.deliver(job, view, results.files, find_routes)
        except UploadTooLarge as error:
            raise _Refused(results) from error
        except NotDeliverable as error:
            # The card is there and names what it lacks; the button Original brings it.
            _log.warning("job %s: the pictures %s could not be shown (%s)", job.id, numbers, error)
            return job
        return await record(_with(job, Parcel(numbers, card.message_id, card.channel_id, card.guild_id)))

    async def _fitted(self, job: Job, pictures: Sequence[Picture], notes: Sequence[Note], total: int) -> render.Results:
        sizes = await asyncio.to_thread(lambda: [picture.size for picture in pictures])
        limit = self._limits.of(job.card, sizes)
        fitted = [(picture, await self._gallery.fit(picture, limit)) for picture in pictures]
        on_card = render.shots(job, [small for _, small in fitted if small], self._texts(job.card.locale))
        return render.Results(on_card, [picture for picture, small in fitted if not small], notes, total)

    def _messages(self, job: Job, pictures: Sequence[Picture], begun: Sequence[int]) -> Iterator[Sequence[Picture]]:
        """What goes onto the card, then what goes into each further message; ``begun`` stay together."""
        out = {number for parcel in job.parcels for number in parcel.pictures}
        waiting = [picture for picture in pictures if picture.number not in out.union(begun)]
        size = self._limits.per_message(job.card)
        yield waiting[:size]
        if again := [picture for picture in pictures if picture.number in begun]:
            yield again
        yield from (waiting[start : start + size] for start in range(size, len(waiting), size))


class _Refused(Exception):
    """Discord refused the uploads of ``results`` for their size."""

    def __init__(self, results: render.Results) -> None:
        super().__init__()
        self.sizes = [shot.picture.size for shot in results.on_card]


def _with(job: Job, parcel: Parcel) -> Job:
    return job.to(job.state, parcels=(*job.parcels, parcel))


def _taken_over(job: Job) -> tuple[Job, tuple[int, ...]]:
    """The job with the parcels that are out, and the pictures of the one that was being posted when a run ended.

    That one is sent again as it was, which its route makes harmless. Through the token of an interaction nothing can be
    looked for, so there it counts as out: the pictures must not come twice, and the button Original brings them.
    """
    out = tuple(parcel for parcel in job.parcels if parcel.message_id or not job.card.bot_present)
    begun = next((parcel.pictures for parcel in job.parcels if parcel not in out), ())
    return job.to(job.state, parcels=out), begun
