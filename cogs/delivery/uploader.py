"""From pictures on disk to messages: as they are, else re-encoded or smaller, in several messages, or only linked."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Generic, TypeVar

from bot.images.pictures import Fetched, Picture
from bot.images.results import ResultFetcher
from bot.jobs.card import ExtraMessage, HasExtraMessages
from bot.jobs.errors import NotDeliverable
from bot.jobs.job import Job
from cogs.cards import job_card
from cogs.cards.pictures import CardPictures
from cogs.delivery.errors import NowhereAllowed, UploadTooLarge
from cogs.delivery.messenger import Messenger
from cogs.delivery.transports import further_transports
from cogs.i18n.catalog import Catalogs
from cogs.memory.upload_limits import UploadLimits

_log = logging.getLogger(__name__)

Shown = TypeVar("Shown", bound=HasExtraMessages)

Record = Callable[[Shown], Awaitable[Shown]]
"""Writes down where a job or a copy stands."""


@dataclass(slots=True)
class _Shipment(Generic[Shown]):
    """``item``, as far as it is out by now, on its way: its card shows the job ``job``, with the pictures ``fetched``.

    ``record`` writes down what is out. The pictures ``begun`` are those of a message that may be out, and stay
    together. ``upload`` is False once Discord has refused to have the pictures as files.
    """

    item: Shown
    job: Job
    fetched: Fetched
    record: Record[Shown]
    begun: Sequence[int] = ()
    upload: bool = True


class PictureUploader:
    """Ships the pictures of jobs. What Discord refuses for its size is remembered for the next ones."""

    def __init__(
        self, result_fetcher: ResultFetcher, messenger: Messenger, catalogs: Catalogs, limits: UploadLimits
    ) -> None:
        self._result_fetcher = result_fetcher
        self._messenger = messenger
        self._catalogs = catalogs
        self._limits = limits

    async def upload(self, item: Shown, job: Job, fetched: Fetched, record: Record[Shown]) -> Shown:
        """Put the pictures onto the card of ``item``, which is to show ``job``; what it has no room for comes in
        messages of their own. Returns the item as it is then.

        Everything that is out is noted by ``record``, as only the card can be shown twice: a run that takes over posts
        the rest.

        Raises:
            NotDeliverable: there is no way to the requester, not even for links.
        """
        item, begun = _taken_over(item)
        shipment = _Shipment(item, job, fetched, record, begun)
        # Whatever Discord refuses teaches something, by which all that is not out is planned anew.
        while not await self._all_out(shipment):
            pass
        return shipment.item

    async def _all_out(self, shipment: _Shipment[Shown]) -> bool:
        """Send every message that the pictures need by now; False as soon as one of them was refused."""
        first, *others = self._messages(shipment)
        if not await self._put_on_card(shipment, first):
            return False
        for pictures in others:
            if not await self._post_further(shipment, pictures):
                return False
        return True

    async def _put_on_card(self, shipment: _Shipment[Shown], pictures: Sequence[Picture]) -> bool:
        """Whether Discord accepted the card with these pictures; what is learned if not is kept."""
        item, job = shipment.item, shipment.job
        results = replace(await self._fitted(shipment, pictures), fetched=shipment.fetched)
        t = self._catalogs(item.card.locale)
        try:
            card = await self._messenger.deliver(
                item,
                lambda card: job_card.finished(job.on_card(card), t, results),
                lambda card: results.files(job.on_card(card), t),
            )
        except UploadTooLarge:
            self._learn_limit(shipment, results)
            return False
        except NowhereAllowed:
            if not shipment.upload:
                raise
            shipment.upload = False
            return False
        shipment.item = item if card == item.card else await shipment.record(item.on_card(card))
        return True

    async def _post_further(self, shipment: _Shipment[Shown], pictures: Sequence[Picture]) -> bool:
        """Whether a message of their own for these pictures is done with; False if it was too large."""
        item, job = shipment.item, shipment.job
        results = await self._fitted(shipment, pictures)
        t = self._catalogs(item.card.locale)
        numbers = tuple(picture.number for picture in pictures)
        await shipment.record(_with(item, ExtraMessage(numbers)))
        try:
            card = await self._messenger.deliver(
                item,
                lambda card: job_card.extra_message(job.on_card(card), t, results),
                lambda card: results.files(job.on_card(card), t),
                partial(further_transports, number=len(item.extra_messages) + 2),
            )
        except UploadTooLarge:
            self._learn_limit(shipment, results)
            return False
        except NotDeliverable as error:
            # The card is there and names what it lacks; the button Original brings it.
            _log.warning("job %s: the pictures %s could not be shown (%s)", job.id, numbers, error)
            return True
        out = ExtraMessage(numbers, card.message_id, card.channel_id, card.guild_id)
        shipment.item = await shipment.record(_with(item, out))
        return True

    def _learn_limit(self, shipment: _Shipment[Shown], refused: CardPictures) -> None:
        """Upload less from now on. Raises NotDeliverable if there was nothing to upload."""
        sizes = [picture.size for picture in refused.on_card]
        if not sizes:
            raise NotDeliverable(message="Discord takes not even links")
        self._limits.lower(shipment.item.card, sizes)
        # Nothing of it is out, so it may be divided.
        shipment.begun = ()

    async def _fitted(self, shipment: _Shipment[Shown], pictures: Sequence[Picture]) -> CardPictures:
        if not shipment.upload:
            return CardPictures((), pictures, uploads_refused=True)
        sizes = await asyncio.to_thread(lambda: [picture.size for picture in pictures])
        limit = self._limits.of(shipment.item.card, sizes)
        fitted = [(picture, await self._result_fetcher.fit(picture, limit)) for picture in pictures]
        small = [small for _, small in fitted if small]
        return CardPictures(small, [picture for picture, small in fitted if not small])

    def _messages(self, shipment: _Shipment[Shown]) -> Iterator[Sequence[Picture]]:
        """What goes onto the card, then what goes into each further message."""
        pictures, begun = shipment.fetched.pictures, shipment.begun
        out = {number for extra in shipment.item.extra_messages for number in extra.pictures}
        waiting = [picture for picture in pictures if picture.number not in out.union(begun)]
        size = self._limits.per_message(shipment.item.card) if shipment.upload else len(waiting)
        yield waiting[:size]
        if again := [picture for picture in pictures if picture.number in begun]:
            yield again
        yield from (waiting[start : start + size] for start in range(size, len(waiting), size))


def _with(item: Shown, extra: ExtraMessage) -> Shown:
    return item.with_extra_messages((*item.extra_messages, extra))


def _taken_over(item: Shown) -> tuple[Shown, tuple[int, ...]]:
    """The item with the parcels that are out, and the pictures of the one that was being posted when a run ended.

    That one is sent again as it was, which its route makes harmless. Through the token of an interaction nothing can be
    looked for, so there it counts as out: the pictures must not come twice, and the button Original brings them.
    """
    out = tuple(extra for extra in item.extra_messages if extra.message_id or not item.card.bot_in_channel)
    begun = next((extra.pictures for extra in item.extra_messages if extra not in out), ())
    return item.with_extra_messages(out), begun
