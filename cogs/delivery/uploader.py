"""Uploads pictures: unchanged if they fit, otherwise compressed, split over several messages, or only linked."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Generic, TypeVar

from bot.errors import StorageError
from bot.images.pictures import Fetched, Picture
from bot.images.results import ResultFetcher
from bot.jobs.card import Card, ExtraMessage, HasExtraMessages
from bot.jobs.errors import NotDeliverable
from bot.jobs.job import Job
from bot.servers.act_log import ActLog
from cogs.cards import job_card
from cogs.cards.pictures import CardPictures
from cogs.delivery.errors import AllTransportsRejected, UploadTooLarge
from cogs.delivery.messenger import Messenger
from cogs.delivery.transports import extra_transports
from cogs.i18n.catalog import Catalogs
from cogs.memory.upload_limits import UploadLimits

_log = logging.getLogger(__name__)

Item = TypeVar("Item", bound=HasExtraMessages)

UploadObserver = Callable[[Job, HasExtraMessages], None]
"""Called with a job, and with what was uploaded of it, once all of its messages are out. Must not wait."""

Record = Callable[[Item], Awaitable[Item]]
"""Stores a job or a copy, and returns it as stored."""


@dataclass(slots=True)
class _Upload(Generic[Item]):
    """The state of one upload: ``item`` (a job or a copy) with the messages posted so far.

    Its card shows ``job`` with the pictures ``fetched``. The pictures ``unconfirmed`` (numbers) are those of a message
    that may have been posted already, so they stay together. ``as_files`` is False once Discord has rejected files.
    """

    item: Item
    job: Job
    fetched: Fetched
    record: Record[Item]
    unconfirmed: Sequence[int] = ()
    as_files: bool = True


class PictureUploader:
    """Uploads the pictures of jobs and copies. The limits that it learns serve the next ones."""

    def __init__(
        self,
        result_fetcher: ResultFetcher,
        messenger: Messenger,
        catalogs: Catalogs,
        limits: UploadLimits,
        act_log: ActLog,
        observers: Sequence[UploadObserver],
    ) -> None:
        self._result_fetcher = result_fetcher
        self._messenger = messenger
        self._catalogs = catalogs
        self._limits = limits
        self._act_log = act_log
        self._observers = observers

    async def upload(self, item: Item, job: Job, fetched: Fetched, record: Record[Item]) -> Item:
        """Show ``job`` on the card of ``item``, with the pictures ``fetched``; the rest follows in extra messages.

        ``record`` stores every message that was posted, so that a restart posts only the others: the card can safely be
        shown twice, an extra message can't. Returns the item afterwards.

        Raises:
            NotDeliverable: no transport reaches the requester, not even with links instead of files.
        """
        item, unconfirmed = _resume(item)
        upload = _Upload(item, job, fetched, record, unconfirmed)
        # Each rejection lowers a limit, by which the messages that are not posted yet are planned anew.
        while not await self._send_all(upload):
            pass
        for observe in self._observers:
            observe(job, upload.item)
        return upload.item

    async def _send_all(self, upload: _Upload[Item]) -> bool:
        """Send every message of the present plan; False as soon as one is rejected."""
        first, *others = self._plan(upload)
        if not await self._edit_card(upload, first):
            return False
        for pictures in others:
            if not await self._post_extra(upload, pictures):
                return False
        return True

    async def _edit_card(self, upload: _Upload[Item], pictures: Sequence[Picture]) -> bool:
        """Show these pictures on the card; False if they were rejected."""
        item, job = upload.item, upload.job
        results = replace(await self._fitted(upload, pictures), fetched=upload.fetched)
        on = await self._shown_on(upload)
        t = self._catalogs(item.card.locale)
        try:
            card = await self._messenger.deliver(
                item,
                lambda card: job_card.finished(on(card), t, results),
                lambda card: results.files(job.on_card(card), t),
            )
        except UploadTooLarge:
            self._learn_limit(upload, results)
            return False
        except AllTransportsRejected:
            if not upload.as_files:
                raise
            # Some places accept messages but no files.
            upload.as_files = False
            return False
        upload.item = item if card == item.card else await upload.record(item.on_card(card))
        return True

    async def _post_extra(self, upload: _Upload[Item], pictures: Sequence[Picture]) -> bool:
        """Post these pictures in an extra message; False if it was too large."""
        item, job = upload.item, upload.job
        results = await self._fitted(upload, pictures)
        t = self._catalogs(item.card.locale)
        numbers = tuple(picture.number for picture in pictures)
        # Recorded before it is sent: after a crash in between, it is sent again as it was, under the same nonce.
        await upload.record(_with(item, ExtraMessage(numbers)))
        on = await self._shown_on(upload)
        try:
            card = await self._messenger.deliver(
                item,
                lambda card: job_card.extra_message(on(card), t, results),
                lambda card: results.files(job.on_card(card), t),
                partial(extra_transports, number=len(item.extra_messages) + 2),
            )
        except UploadTooLarge:
            self._learn_limit(upload, results)
            return False
        except NotDeliverable as error:
            # The card is shown and says what it lacks, and Original fetches it. The job has not failed.
            _log.warning("job %s: pictures %s couldn't be shown (%s)", job.id, numbers, error)
            return True
        posted = ExtraMessage(numbers, card.message_id, card.channel_id, card.guild_id)
        upload.item = await upload.record(_with(item, posted))
        return True

    async def _shown_on(self, upload: _Upload[Item]) -> Callable[[Card], Job]:
        """The job as a card shows it: with spoilers if it is blurred in the server of the card."""
        job, server_id = upload.job, upload.item.card.server_id
        blurred = False
        if server_id:
            # Pictures that are paid come all the same, and the observers look again.
            with suppress(StorageError):
                blurred = job.id in (await self._act_log.moderated(server_id)).blurred
        return lambda card: job.on_card(replace(card, spoiler=card.spoiler or blurred))

    def _learn_limit(self, upload: _Upload[Item], rejected: CardPictures) -> None:
        """Lower the limits. Raises NotDeliverable if the message had no files."""
        sizes = [picture.size for picture in rejected.on_card]
        if not sizes:
            raise NotDeliverable(message="Discord rejects even a message without files")
        self._limits.lower(upload.item.card, sizes)
        # The message was rejected, so it is certainly not posted, and its pictures may be divided.
        upload.unconfirmed = ()

    async def _fitted(self, upload: _Upload[Item], pictures: Sequence[Picture]) -> CardPictures:
        if not upload.as_files:
            return CardPictures((), pictures, uploads_refused=True)
        sizes = await _sizes(pictures)
        limit = self._limits.of(upload.item.card, sizes)
        owner = upload.job.user_id
        fitted = await asyncio.gather(*(self._result_fetcher.fit(picture, limit, owner) for picture in pictures))
        small = [small for small in fitted if small]
        return CardPictures(small, [picture for picture, small in zip(pictures, fitted, strict=True) if not small])

    def _plan(self, upload: _Upload[Item]) -> Iterator[Sequence[Picture]]:
        """The pictures for the card, then those for each extra message."""
        pictures, unconfirmed = upload.fetched.pictures, upload.unconfirmed
        posted = {number for extra in upload.item.extra_messages for number in extra.pictures}
        waiting = [picture for picture in pictures if picture.number not in posted.union(unconfirmed)]
        size = self._limits.per_message(upload.item.card) if upload.as_files else len(waiting)
        yield waiting[:size]
        # Next after the card: its nonce contains how many messages were posted before it.
        if same := [picture for picture in pictures if picture.number in unconfirmed]:
            yield same
        yield from (waiting[start : start + size] for start in range(size, len(waiting), size))


async def _sizes(pictures: Sequence[Picture]) -> list[int]:
    """In bytes. Those of files are read from the disk, so in a thread."""
    if any(picture.data is None for picture in pictures):
        return await asyncio.to_thread(lambda: [picture.size for picture in pictures])
    return [picture.size for picture in pictures]


def _with(item: Item, extra: ExtraMessage) -> Item:
    return item.with_extra_messages((*item.extra_messages, extra))


def _resume(item: Item) -> tuple[Item, tuple[int, ...]]:
    """The item with its posted extra messages, and the pictures of the one that a crash left unconfirmed.

    That one is sent again as it was, and found if it had arrived (``cogs/delivery/idempotency.py``). Where the bot is
    not in the channel, it can't be searched for, so it counts as posted: Original fetches its pictures.
    """
    posted = tuple(extra for extra in item.extra_messages if extra.message_id or not item.card.bot_in_channel)
    unconfirmed = next((extra.pictures for extra in item.extra_messages if extra not in posted), ())
    return item.with_extra_messages(posted), unconfirmed
