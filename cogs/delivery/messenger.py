"""Getting a card to its reader, whatever Discord answers on the way."""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial

import discord
from discord import ui

from bot.jobs.card import Card, HasCard
from bot.jobs.errors import CardDeleted, NotDeliverable
from bot.net.backoff import Backoff, retrying
from bot.runtime.clock import Clock
from cogs.delivery.errors import Garbled, NowhereAllowed, UploadTooLarge
from cogs.delivery.sender import FAILURES, Sender, TransportFinder
from cogs.delivery.transports import Transport, edits, transports
from cogs.memory.tokens import Tokens
from cogs.verdicts import Verdict

_log = logging.getLogger(__name__)

GARBLED = 6
"""Answers that make no sense to discord.py after which it must be a bug."""

GIVE_UP_AFTER = 24 * 3600.0
"""Seconds for which a card is offered to a Discord that is down; a restart begins anew."""

LAST_EDIT_MARGIN = 60.0
"""Seconds before the end of a token in which a card that only the token can edit says what happens next."""

Draw = Callable[[Card], ui.LayoutView]
"""Makes the message for a card, which may have become plain."""

Files = Callable[[Card], Sequence[discord.File]]
"""Makes the uploads for a card, anew for every try."""


class _Wait(Exception):
    """Discord is down, or asks us to wait."""


@dataclass(slots=True)
class _Offer:
    """What is to be shown ``until`` a moment on the monotonic clock, and what its tries have taught.

    Its card may have become plain, ``closed`` are the kinds of transports that don't serve it.
    """

    job: HasCard
    draw: Draw
    files: Files
    find_transports: TransportFinder
    until: float
    closed: set[type[Transport]] = field(default_factory=set)
    garbled: int = 0
    why: str = "no way to reach the requester"


def no_files(_: Card) -> Sequence[discord.File]:
    """A message without uploads."""
    return ()


class Messenger:
    """Shows views on a job's card, by the best transport that works."""

    def __init__(self, sender: Sender, tokens: Tokens, backoff: Backoff, clock: Clock) -> None:
        self._sender = sender
        self._tokens = tokens
        self._backoff = backoff
        self._clock = clock

    def loses_access_soon(self, card: Card) -> bool:
        """Whether ``card`` can be edited for some more seconds and then no more."""
        return not card.editable_as_bot and self._tokens.ends_within(card, LAST_EDIT_MARGIN)

    async def try_once(self, job: HasCard, draw: Draw) -> Card:
        """Edit the card if it can be edited, and return it: it may be plain now. What shows progress may get lost."""
        # Only what edits may show progress: any other transport would post a second message.
        transport = self._sender.best(job, edits, ())
        if transport is None:
            return job.card
        view = draw(job.card)
        try:
            return await self._sender.send(transport, view, list)
        except FAILURES as error:
            verdict, why = self._sender.learn(job.card, transport, error)
        if verdict is Verdict.BLOCKED and not job.card.plain:
            return await self.try_once(job.on_card(job.card.as_plain()), draw)
        _log.info("the card of job %s was not updated: %s", job.id, why)
        return job.card

    async def deliver(
        self, job: HasCard, draw: Draw, files: Files = no_files, find_transports: TransportFinder = transports
    ) -> Card:
        """Show what is drawn on the job's card, waiting for Discord for as long as it takes. Returns the card then.

        Transports are found anew for every try, as a token may die while Discord is down. Where the card can't be
        edited, another one follows, with the first as its ``former``.

        Raises:
            UploadTooLarge: the files are too large here.
            CardDeleted: the card is gone, and nothing takes its place.
            NowhereAllowed: Discord refuses it in every way.
            NotDeliverable: Discord was down for too long, or may or may not have the message.
            Garbled: Discord kept answering what can't be understood.
        """
        offer = _Offer(job, draw, files, find_transports, self._clock.monotonic() + GIVE_UP_AFTER)
        return await retrying(partial(self._by_any_transport, offer), _is_to_wait, self._backoff, self._clock)

    async def _by_any_transport(self, offer: _Offer) -> Card:
        """Take one transport after the other until one works. Raises _Wait where it is to be tried again later."""
        while transport := self._sender.best(offer.job, offer.find_transports, offer.closed):
            job = offer.job
            view = offer.draw(job.card)
            try:
                return await self._sender.send(transport, view, partial(offer.files, job.card))
            except FAILURES as error:
                offer.garbled += isinstance(error, Garbled)
                if offer.garbled == GARBLED:
                    _log.exception("job %s: no answer of Discord's makes sense", job.id)
                    raise
                verdict, offer.why = self._sender.learn(job.card, transport, error)
            _log.warning("job %s: %s failed (%s)", job.id, type(transport).__name__, offer.why)
            match verdict:
                case Verdict.BLOCKED if not job.card.plain:
                    offer.job = job.on_card(job.card.as_plain())
                case Verdict.WAIT | Verdict.DOWN if (
                    _again(transport, verdict) and self._clock.monotonic() < offer.until
                ):
                    raise _Wait
                case Verdict.WAIT | Verdict.DOWN | Verdict.TOO_LARGE | Verdict.DELETED:
                    raise _final(verdict, offer.why)
                case _:
                    offer.closed.add(type(transport))
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


def _is_to_wait(error: Exception) -> bool:
    return isinstance(error, _Wait)


def _again(transport: Transport, verdict: Verdict) -> bool:
    """Whether to send the same again: not what may have got through and would come twice."""
    return transport.repeatable or verdict is Verdict.WAIT


def _final(verdict: Verdict, why: str) -> UploadTooLarge | NotDeliverable:
    if verdict is Verdict.TOO_LARGE:
        return UploadTooLarge()
    return CardDeleted(message=why) if verdict is Verdict.DELETED else NotDeliverable(message=why)
