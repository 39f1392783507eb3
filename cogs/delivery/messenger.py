"""Getting a card to its reader, whatever Discord answers on the way."""

import asyncio
import io
import logging
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial

import discord
from discord import ui

from bot.gateway.one_try import one_try
from bot.jobs.card import Card, HasCard
from bot.jobs.errors import CardDeleted, NotDeliverable
from bot.net.backoff import Backoff, retrying
from bot.net.errors import NETWORK_ERRORS
from bot.runtime.clock import Clock
from cogs.delivery.transports import Transport, edits, transports
from cogs.interactions.verdicts import Verdict, judge
from cogs.memory.outages import Outages
from cogs.memory.tokens import Tokens

_log = logging.getLogger(__name__)

_FAILURES = (discord.HTTPException, *NETWORK_ERRORS)

GARBLED = 6
"""Answers that make no sense to discord.py after which it must be a bug."""

GIVE_UP_AFTER = 24 * 3600.0
"""Seconds for which a card is offered to a Discord that is down; a restart begins anew."""

LAST_EDIT_MARGIN = 60.0
"""Seconds before the end of a token in which a card that only the token can edit says what happens next."""

ANSWER = 30.0
"""Seconds that Discord may take for an answer, once it has what there is to upload."""

SLOWEST_UPLOAD = 128 * 1024
"""Bytes a second; whatever is slower counts as stuck."""

Draw = Callable[[Card], ui.LayoutView]
"""Makes the message for a card, which may have become plain."""

Files = Callable[[Card], Sequence[discord.File]]
"""Makes the uploads for a card, anew for every try."""

TransportFinder = Callable[[discord.Client, HasCard, Tokens], Iterator[Transport]]


class UploadTooLarge(Exception):
    """Discord takes no upload of this size here."""


class Garbled(NotDeliverable):
    """discord.py stumbled over an answer: the message may be there."""


class NowhereAllowed(NotDeliverable):
    """Every way to the requester is shut for this message."""


class _Wait(Exception):
    """Discord is down, or asks us to wait."""


@dataclass(slots=True)
class _Offer:
    """What is to be shown ``until`` a moment on the monotonic clock, and what its tries have taught.

    Its card may have become plain, ``shut`` are the kinds of routes that don't serve it.
    """

    job: HasCard
    draw: Draw
    files: Files
    find_transports: TransportFinder
    until: float
    shut: set[type[Transport]] = field(default_factory=set)
    garbled: int = 0
    why: str = "no way to reach the requester"


def no_files(_: Card) -> Sequence[discord.File]:
    """A message without uploads."""
    return ()


class Messenger:
    """Shows views on a job's card, by the best route that works.

    Discord may take ``answer`` seconds for an answer, and more by the size of what goes up at ``slowest_upload`` bytes
    a second.
    """

    def __init__(
        self,
        client: discord.Client,
        backoff: Backoff,
        clock: Clock,
        tokens: Tokens,
        outages: Outages,
        *,
        answer: float = ANSWER,
        slowest_upload: int = SLOWEST_UPLOAD,
    ) -> None:
        self._client = client
        self._backoff = backoff
        self._clock = clock
        self._tokens = tokens
        self._outages = outages
        self._answer = answer
        self._slowest_upload = slowest_upload

    def loses_access_soon(self, card: Card) -> bool:
        """Whether ``card`` can be edited for some more seconds and then no more."""
        return not card.editable_as_bot and self._tokens.ends_within(card, LAST_EDIT_MARGIN)

    async def try_once(self, job: HasCard, draw: Draw) -> Card:
        """Edit the card if it can be edited, and return it: it may be plain now. What shows progress may get lost."""
        # Only what edits may show progress: any other route would post a second message.
        route = self._best(job, edits, ())
        if route is None:
            return job.card
        view = draw(job.card)
        try:
            return await self._send(route, view, list)
        except (*_FAILURES, Garbled) as error:
            verdict, why = self._learn(job.card, route, error)
        if verdict is Verdict.BLOCKED and not job.card.plain:
            return await self.try_once(job.on_card(job.card.as_plain()), draw)
        _log.info("the card of job %s was not updated: %s", job.id, why)
        return job.card

    async def deliver(
        self, job: HasCard, draw: Draw, files: Files = no_files, find_transports: TransportFinder = transports
    ) -> Card:
        """Show what is drawn on the job's card, waiting for Discord for as long as it takes. Returns the card then.

        Routes are found anew for every try, as a token may die while Discord is down. A card that can't be edited is
        followed by another, which has it as its ``former`` one.

        Raises:
            UploadTooLarge: the files are too large here.
            CardDeleted: the card is gone, and nothing takes its place.
            NowhereAllowed: Discord refuses it in every way.
            NotDeliverable: Discord was down for too long, or may or may not have the message.
            Garbled: Discord kept answering what can't be understood.
        """
        offer = _Offer(job, draw, files, find_transports, self._clock.monotonic() + GIVE_UP_AFTER)
        return await retrying(partial(self._by_any_route, offer), _is_to_wait, self._backoff, self._clock)

    async def _by_any_route(self, offer: _Offer) -> Card:
        """Take one route after the other until one works. Raises _Wait where it is to be tried again later."""
        while route := self._best(offer.job, offer.find_transports, offer.shut):
            job = offer.job
            view = offer.draw(job.card)
            try:
                return await self._send(route, view, partial(offer.files, job.card))
            except (*_FAILURES, Garbled) as error:
                offer.garbled += isinstance(error, Garbled)
                if offer.garbled == GARBLED:
                    _log.exception("job %s: no answer of Discord's makes sense", job.id)
                    raise
                verdict, offer.why = self._learn(job.card, route, error)
            _log.warning("job %s: %s failed (%s)", job.id, type(route).__name__, offer.why)
            match verdict:
                case Verdict.BLOCKED if not job.card.plain:
                    offer.job = job.on_card(job.card.as_plain())
                case Verdict.WAIT | Verdict.DOWN if _again(route, verdict) and self._clock.monotonic() < offer.until:
                    raise _Wait
                case Verdict.WAIT | Verdict.DOWN | Verdict.TOO_LARGE | Verdict.DELETED:
                    raise _final(verdict, offer.why)
                case _:
                    offer.shut.add(type(route))
        raise NowhereAllowed(message=offer.why)

    async def update_former_cards(
        self, job: HasCard, draw: Callable[[Card, Card], ui.LayoutView], find_transports: TransportFinder = edits
    ) -> Card:
        """Have the places where the card was say where it is now, as far as they can be edited.

        ``draw`` makes what they say, of the former card and of the one that there is now. Returns that one, with
        nothing left to be told.
        """
        card, former = job.card, job.card.former
        while former:
            with suppress(NotDeliverable, UploadTooLarge):
                await self.deliver(job.on_card(former), lambda old: draw(old, card), find_transports=find_transports)
            former = former.former
        return replace(card, former=None)

    def _best(
        self, job: HasCard, find_transports: TransportFinder, shut: Container[type[Transport]]
    ) -> Transport | None:
        """The best open route that was not found shut.

        While one is down, another edit of the same card takes its turn. A new message never does: what was down may
        have got through.
        """
        found = [route for route in find_transports(self._client, job, self._tokens) if type(route) not in shut]
        in_place = [route for route in found if route.in_place]
        if in_place:
            return min(in_place, key=lambda route: self._outages.rank(type(route)))
        return next(iter(found), None)

    async def _send(self, route: Transport, view: ui.LayoutView, files: Callable[[], Sequence[discord.File]]) -> Card:
        async with asyncio.timeout(self._answer) as limit:

            def opened() -> Sequence[discord.File]:
                uploads = files()
                seconds = self._answer + sum(map(_size, uploads)) / self._slowest_upload
                limit.reschedule(asyncio.get_running_loop().time() + seconds)
                return uploads

            with one_try() as tried:
                try:
                    card = await route.send(view, opened)
                except _FAILURES:
                    raise
                except Exception as error:
                    if not (tried.accepted and route.in_place):
                        raise Garbled(message=type(error).__name__) from error
                    # Shown it is, and by no other place than before.
                    _log.warning("%s was accepted, but Discord's word can't be read: %r", type(route).__name__, error)
                    card = route.card
        self._outages.served(type(route))
        return card

    def _learn(self, card: Card, route: Transport, error: Exception) -> tuple[Verdict, str]:
        """What ``error`` means, and in words for the log; what it says of the route and the token is remembered."""
        verdict, why = Verdict.DOWN, type(error.__cause__ or error).__name__
        if isinstance(error, discord.HTTPException):
            verdict, why = judge(error), f"HTTP {error.status}, code {error.code}: {error.text[:200]}"
        if verdict is Verdict.DOWN:
            self._outages.failed(type(route), hung=isinstance(error, TimeoutError))
        else:
            self._outages.served(type(route))
        if verdict is Verdict.DEAD_TOKEN:
            self._tokens.died(card)
        return verdict, why


def _is_to_wait(error: Exception) -> bool:
    return isinstance(error, _Wait)


def _again(route: Transport, verdict: Verdict) -> bool:
    """Whether to send the same again: not what may have got through and would come twice."""
    return route.repeatable or verdict is Verdict.WAIT


def _size(upload: discord.File) -> int:
    position = upload.fp.tell()
    size = upload.fp.seek(0, io.SEEK_END)
    upload.fp.seek(position)
    return size - position


def _final(verdict: Verdict, why: str) -> UploadTooLarge | NotDeliverable:
    if verdict is Verdict.TOO_LARGE:
        return UploadTooLarge()
    return CardDeleted(message=why) if verdict is Verdict.DELETED else NotDeliverable(message=why)
