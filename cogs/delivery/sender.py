"""Sends one message by one transport, and learns from Discord's reply which transports work."""

import asyncio
import io
import logging
from collections.abc import Callable, Container, Iterator, Sequence

import discord
from discord import ui

from bot.cluster.run import Run
from bot.gateway.one_try import one_try
from bot.jobs.card import Card, HasCard
from bot.net.errors import NETWORK_ERRORS
from cogs.delivery.errors import UnreadableReply
from cogs.delivery.transports import Files, Transport
from cogs.memory.outages import Outages
from cogs.memory.tokens import Tokens
from cogs.verdicts import Verdict, judge

_log = logging.getLogger(__name__)

FAILURES = (discord.HTTPException, *NETWORK_ERRORS, UnreadableReply)
"""What ``Sender.send`` raises if Discord did not accept the message, or if that is unknown."""

RESPONSE_TIMEOUT = 30.0
"""Seconds that Discord may take to reply once it has the whole upload."""

MIN_UPLOAD_RATE = 128 * 1024
"""Bytes a second; a slower upload counts as stuck."""

TransportFinder = Callable[[discord.Client, HasCard, Tokens], Iterator[Transport]]
"""Finds the transports that are open for a job, best first."""


class Sender:
    """Chooses transports and sends by them. New messages are sent only while ``run``, that of this process, may act.

    A message may take ``response_timeout`` seconds, and longer by its files at ``min_upload_rate`` bytes a second.
    """

    def __init__(
        self,
        client: discord.Client,
        tokens: Tokens,
        outages: Outages,
        run: Run,
        *,
        response_timeout: float = RESPONSE_TIMEOUT,
        min_upload_rate: int = MIN_UPLOAD_RATE,
    ) -> None:
        self._client = client
        self._tokens = tokens
        self._outages = outages
        self._run = run
        self._response_timeout = response_timeout
        self._min_upload_rate = min_upload_rate

    def best(
        self, job: HasCard, find_transports: TransportFinder, closed: Container[type[Transport]]
    ) -> Transport | None:
        """The best transport of a kind that is not ``closed``, or None.

        While one is down, another edit of the same card is tried instead, but never a new message: the edit may have
        arrived, and the pictures must not appear twice.
        """
        found = [
            transport for transport in find_transports(self._client, job, self._tokens) if type(transport) not in closed
        ]
        in_place = [transport for transport in found if transport.in_place]
        if in_place:
            return min(in_place, key=lambda transport: self._outages.rank(type(transport)))
        return next(iter(found), None)

    async def send(self, transport: Transport, view: ui.LayoutView, files: Files) -> Card:
        """Send a message; returns the card as it is afterwards.

        Raises:
            asyncio.CancelledError: it is a new message, and another run has the job by now.
            discord.HTTPException, one of NETWORK_ERRORS, UnreadableReply: see FAILURES.
        """
        if not transport.in_place:
            # At each attempt: Discord may have been down for longer than this process was not paused.
            await self._run.wait()
        async with asyncio.timeout(self._response_timeout) as timeout:

            def opened() -> Sequence[discord.File]:
                # A transport opens the files when it is about to send them: only then is the size known.
                uploads = files()
                seconds = self._response_timeout + sum(map(_size, uploads)) / self._min_upload_rate
                timeout.reschedule(asyncio.get_running_loop().time() + seconds)
                return uploads

            with one_try() as tried:
                try:
                    card = await transport.send(view, opened)
                except FAILURES:
                    raise
                except Exception as error:
                    if not (tried.accepted and transport.in_place):
                        raise UnreadableReply(message=type(error).__name__) from error
                    # An edit that Discord accepted has succeeded, and the card is where it was.
                    _log.warning("%s succeeded, but Discord's reply is unreadable: %r", type(transport).__name__, error)
                    card = transport.card
        self._outages.record_success(type(transport))
        return card

    def learn(self, card: Card, transport: Transport, error: Exception) -> tuple[Verdict, str]:
        """The verdict on ``error`` and a reason for the log. Remembers what it says of the transport and the token."""
        verdict, reason = Verdict.DOWN, type(error.__cause__ or error).__name__
        if isinstance(error, discord.HTTPException):
            verdict, reason = judge(error), f"HTTP {error.status}, code {error.code}: {error.text[:200]}"
        if verdict is Verdict.DOWN:
            self._outages.record_failure(type(transport), hung=isinstance(error, TimeoutError))
        else:
            self._outages.record_success(type(transport))
        if verdict is Verdict.DEAD_TOKEN:
            self._tokens.mark_expired(card)
        return verdict, reason


def _size(upload: discord.File) -> int:
    # discord.File keeps an open file and no size.
    position = upload.fp.tell()
    size = upload.fp.seek(0, io.SEEK_END)
    upload.fp.seek(position)
    return size - position
