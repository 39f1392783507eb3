"""From pictures on disk to messages: as they are, else re-encoded or smaller, in several messages, or only linked."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from bot.errors import NotDeliverable
from bot.i18n.catalog import Texts
from bot.images.pictures import Fetched, Picture
from bot.images.results import Gallery
from bot.jobs.job import Job, Parcel
from cogs.cards import job_card
from cogs.delivery.messenger import Delivery, NowhereAllowed, UploadTooLarge
from cogs.delivery.transports import further_routes
from cogs.delivery.upload_limits import UploadLimits

_log = logging.getLogger(__name__)

Record = Callable[[Job], Awaitable[Job]]
"""Writes down how a job stands."""


@dataclass(frozen=True, slots=True)
class _Cargo:
    """What is to be shown of a job: it as ``shown``, and its pictures as they were ``fetched``.

    ``record`` writes down what is out. ``upload`` is False once Discord has refused to have the pictures as files.
    """

    shown: Job
    fetched: Fetched
    record: Record
    upload: bool = True


class Shipping:
    """Ships the pictures of jobs. What Discord refuses for its size is remembered for the next ones."""

    def __init__(self, gallery: Gallery, delivery: Delivery, texts: Texts, limits: UploadLimits) -> None:
        self._gallery = gallery
        self._delivery = delivery
        self._texts = texts
        self._limits = limits

    async def ship(self, job: Job, shown: Job, fetched: Fetched, record: Record) -> Job:
        """Put the pictures onto the card of ``job``, which is to show the job ``shown``; what it has no room for comes
        in messages of their own. Returns the job as it is then.

        Everything that is out is noted by ``record``, as only the card can be shown twice: a run that takes over posts
        the rest.

        Raises:
            NotDeliverable: there is no way to the requester, not even for links.
        """
        job, begun = _taken_over(job)
        cargo = _Cargo(shown, fetched, record)
        while True:
            first, *others = self._messages(job, cargo, begun)
            try:
                job = await self._on_card(job, cargo, first)
                for parcel in others:
                    job = await self._further(job, cargo, parcel)
            except NowhereAllowed:
                if not cargo.upload:
                    raise
                cargo = replace(cargo, upload=False)
            except _Refused as refused:
                if not refused.sizes:
                    raise NotDeliverable(message="Discord takes not even links") from refused
                self._limits.lower(job.card, refused.sizes)
                begun = ()
            else:
                return job

    async def _on_card(self, job: Job, cargo: _Cargo, parcel: Sequence[Picture]) -> Job:
        results = replace(await self._fitted(job, cargo, parcel), fetched=cargo.fetched)
        words, shown = self._texts(job.card.locale), cargo.shown
        try:
            card = await self._delivery.deliver(
                job,
                lambda card: job_card.finished(shown.on_card(card), words, results),
                lambda card: results.files(shown.on_card(card), words),
            )
        except UploadTooLarge as error:
            raise _Refused(results) from error
        return job if card == job.card else await cargo.record(job.on_card(card))

    async def _further(self, job: Job, cargo: _Cargo, parcel: Sequence[Picture]) -> Job:
        """Pictures that the card has no room for, in a message of their own."""
        results = await self._fitted(job, cargo, parcel)
        words, shown = self._texts(job.card.locale), cargo.shown
        numbers = tuple(picture.number for picture in parcel)
        await cargo.record(_with(job, Parcel(numbers)))
        try:
            card = await self._delivery.deliver(
                job,
                lambda card: job_card.further(shown.on_card(card), words, results),
                lambda card: results.files(shown.on_card(card), words),
                partial(further_routes, number=len(job.parcels) + 2),
            )
        except UploadTooLarge as error:
            raise _Refused(results) from error
        except NotDeliverable as error:
            # The card is there and names what it lacks; the button Original brings it.
            _log.warning("job %s: the pictures %s could not be shown (%s)", job.id, numbers, error)
            return job
        return await cargo.record(_with(job, Parcel(numbers, card.message_id, card.channel_id, card.guild_id)))

    async def _fitted(self, job: Job, cargo: _Cargo, pictures: Sequence[Picture]) -> job_card.Results:
        if not cargo.upload:
            return job_card.Results((), pictures, refused=True)
        sizes = await asyncio.to_thread(lambda: [picture.size for picture in pictures])
        limit = self._limits.of(job.card, sizes)
        fitted = [(picture, await self._gallery.fit(picture, limit)) for picture in pictures]
        small = [small for _, small in fitted if small]
        return job_card.Results(small, [picture for picture, small in fitted if not small])

    def _messages(self, job: Job, cargo: _Cargo, begun: Sequence[int]) -> Iterator[Sequence[Picture]]:
        """What goes onto the card, then what goes into each further message; ``begun`` stay together."""
        out = {number for parcel in job.parcels for number in parcel.pictures}
        waiting = [picture for picture in cargo.fetched.pictures if picture.number not in out.union(begun)]
        size = self._limits.per_message(job.card) if cargo.upload else len(waiting)
        yield waiting[:size]
        if again := [picture for picture in cargo.fetched.pictures if picture.number in begun]:
            yield again
        yield from (waiting[start : start + size] for start in range(size, len(waiting), size))


class _Refused(Exception):
    """Discord refused the uploads of ``results`` for their size."""

    def __init__(self, results: job_card.Results) -> None:
        super().__init__()
        self.sizes = [picture.size for picture in results.on_card]


def _with(job: Job, parcel: Parcel) -> Job:
    return job.with_(parcels=(*job.parcels, parcel))


def _taken_over(job: Job) -> tuple[Job, tuple[int, ...]]:
    """The job with the parcels that are out, and the pictures of the one that was being posted when a run ended.

    That one is sent again as it was, which its route makes harmless. Through the token of an interaction nothing can be
    looked for, so there it counts as out: the pictures must not come twice, and the button Original brings them.
    """
    out = tuple(parcel for parcel in job.parcels if parcel.message_id or not job.card.bot_present)
    begun = next((parcel.pictures for parcel in job.parcels if parcel not in out), ())
    return job.with_(parcels=out), begun
