"""Shows a card to its requester, by one transport after the other until Discord accepts it."""

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
from cogs.delivery.errors import AllTransportsRejected, UnreadableReply, UploadTooLarge
from cogs.delivery.sender import FAILURES, Sender, TransportFinder
from cogs.delivery.transports import Transport, edits, transports
from cogs.memory.tokens import Tokens
from cogs.verdicts import Verdict

_log = logging.getLogger(__name__)

MAX_UNREADABLE = 6
"""Unreadable replies for one message after which the cause must be a bug."""

GIVE_UP_AFTER = 24 * 3600.0
"""Seconds for which a message is retried while Discord is down; a restart starts anew."""

LAST_EDIT_MARGIN = 60.0
"""Seconds before a token expires in which a card that only the token can edit gets its last edit."""

Draw = Callable[[Card], ui.LayoutView]
"""Makes the view for a card, which may have become plain since the last attempt."""

Files = Callable[[Card], Sequence[discord.File]]
"""Makes the uploads for a card, anew for every attempt."""


class _RetryLater(Exception):
    """Discord is down, or asks to repeat the message later."""


@dataclass(slots=True)
class _Delivery:
    """One message to deliver, and what its attempts have taught. ``deadline`` is on the monotonic clock.

    The job's card may become plain meanwhile. Kinds of transports that reject the message are ``closed``.
    """

    job: HasCard
    draw: Draw
    files: Files
    find_transports: TransportFinder
    deadline: float
    closed: set[type[Transport]] = field(default_factory=set)
    unreadable: int = 0
    reason: str = "no transport is open"


def no_files(_: Card) -> Sequence[discord.File]:
    return ()


class Messenger:
    """Shows views on a job's card, by the best transport that works."""

    def __init__(self, sender: Sender, tokens: Tokens, backoff: Backoff, clock: Clock) -> None:
        self._sender = sender
        self._tokens = tokens
        self._backoff = backoff
        self._clock = clock

    def loses_access_soon(self, card: Card) -> bool:
        """Whether ``card`` can be edited for ``LAST_EDIT_MARGIN`` seconds at most, and not after that."""
        return not card.editable_as_bot and self._tokens.expires_within(card, LAST_EDIT_MARGIN)

    async def try_once(self, job: HasCard, draw: Draw) -> Card:
        """Edit the card if possible, to show progress, which may get lost. Returns the card: it may be plain now."""
        # Edits only: any other transport would post a second message.
        transport = self._sender.best(job, edits, ())
        if transport is None:
            return job.card
        view = draw(job.card)
        try:
            return await self._sender.send(transport, view, list)
        except FAILURES as error:
            verdict, reason = self._sender.learn(job.card, transport, error)
        if verdict is Verdict.BLOCKED and not job.card.plain:
            return await self.try_once(job.on_card(job.card.as_plain()), draw)
        _log.info("the card of job %s was not updated: %s", job.id, reason)
        return job.card

    async def deliver(
        self, job: HasCard, draw: Draw, files: Files = no_files, find_transports: TransportFinder = transports
    ) -> Card:
        """Show what ``draw`` makes on the job's card, for as many attempts as it takes. Returns the card afterwards.

        Transports are found anew for every attempt, as a token may expire while Discord is down. If the card can't be
        edited, a new one takes its place, with the first one as its ``former``.

        Raises:
            UploadTooLarge: the files are too large here.
            CardDeleted: somebody deleted the card, so no new one takes its place.
            AllTransportsRejected: Discord rejects it by every transport.
            NotDeliverable: Discord was down for too long, or it is unknown whether the message arrived.
            UnreadableReply: discord.py could not parse Discord's replies.
        """
        delivery = _Delivery(job, draw, files, find_transports, self._clock.monotonic() + GIVE_UP_AFTER)
        return await retrying(partial(self._by_any_transport, delivery), _is_retryable, self._backoff, self._clock)

    async def _by_any_transport(self, delivery: _Delivery) -> Card:
        """Try one transport after the other. Raises _RetryLater if all of it has to be repeated later."""
        while transport := self._sender.best(delivery.job, delivery.find_transports, delivery.closed):
            job = delivery.job
            view = delivery.draw(job.card)
            try:
                return await self._sender.send(transport, view, partial(delivery.files, job.card))
            except FAILURES as error:
                delivery.unreadable += isinstance(error, UnreadableReply)
                if delivery.unreadable == MAX_UNREADABLE:
                    _log.exception("job %s: Discord's replies are unreadable", job.id)
                    raise
                verdict, delivery.reason = self._sender.learn(job.card, transport, error)
            _log.warning("job %s: %s failed (%s)", job.id, type(transport).__name__, delivery.reason)
            match verdict:
                case Verdict.BLOCKED if not job.card.plain:
                    delivery.job = job.on_card(job.card.as_plain())
                case Verdict.WAIT | Verdict.DOWN if (
                    _may_repeat(transport, verdict) and self._clock.monotonic() < delivery.deadline
                ):
                    # ``retrying`` waits, then all transports are tried again, the best one first.
                    raise _RetryLater
                case Verdict.WAIT | Verdict.DOWN | Verdict.TOO_LARGE | Verdict.DELETED:
                    raise _error_for(verdict, delivery.reason)
                case _:
                    # Rejected by this kind of transport; the next one may work.
                    delivery.closed.add(type(transport))
        raise AllTransportsRejected(message=delivery.reason)

    async def update_former_cards(
        self, job: HasCard, draw: Callable[[Card, Card], ui.LayoutView], find_transports: TransportFinder = edits
    ) -> Card:
        """Edit the messages where the card was before, as far as possible, to point to the present one.

        ``draw`` gets the former card and the present one. Returns the present one without its ``former``.
        """
        card, former = job.card, job.card.former
        while former:
            with suppress(NotDeliverable, UploadTooLarge):
                await self.deliver(job.on_card(former), lambda old: draw(old, card), find_transports=find_transports)
            former = former.former
        return replace(card, former=None)


def _is_retryable(error: Exception) -> bool:
    return isinstance(error, _RetryLater)


def _may_repeat(transport: Transport, verdict: Verdict) -> bool:
    """Whether the same message may be sent again: not if it may have arrived and would come twice."""
    return transport.repeatable or verdict is Verdict.WAIT


def _error_for(verdict: Verdict, reason: str) -> UploadTooLarge | NotDeliverable:
    if verdict is Verdict.TOO_LARGE:
        return UploadTooLarge()
    return CardDeleted(message=reason) if verdict is Verdict.DELETED else NotDeliverable(message=reason)
