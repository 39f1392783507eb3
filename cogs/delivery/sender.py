"""One message by one transport, and what its answer says of the transport."""

import asyncio
import io
import logging
from collections.abc import Callable, Container, Iterator, Sequence

import discord
from discord import ui

from bot.gateway.one_try import one_try
from bot.jobs.card import Card, HasCard
from bot.net.errors import NETWORK_ERRORS
from cogs.delivery.errors import Garbled
from cogs.delivery.transports import Files, Transport
from cogs.memory.outages import Outages
from cogs.memory.tokens import Tokens
from cogs.verdicts import Verdict, judge

_log = logging.getLogger(__name__)

FAILURES = (discord.HTTPException, *NETWORK_ERRORS, Garbled)
"""What ``Sender.send`` raises where Discord did not take the message, or may have taken it."""

ANSWER = 30.0
"""Seconds that Discord may take for an answer, once it has what there is to upload."""

SLOWEST_UPLOAD = 128 * 1024
"""Bytes a second; whatever is slower counts as stuck."""

TransportFinder = Callable[[discord.Client, HasCard, Tokens], Iterator[Transport]]
"""Finds the transports that are open for a job, best first."""


class Sender:
    """Picks transports and sends by them.

    Discord may take ``answer`` seconds for an answer, and more by the size of what goes up at ``slowest_upload`` bytes
    a second.
    """

    def __init__(
        self,
        client: discord.Client,
        tokens: Tokens,
        outages: Outages,
        *,
        answer: float = ANSWER,
        slowest_upload: int = SLOWEST_UPLOAD,
    ) -> None:
        self._client = client
        self._tokens = tokens
        self._outages = outages
        self._answer = answer
        self._slowest_upload = slowest_upload

    def best(
        self, job: HasCard, find_transports: TransportFinder, closed: Container[type[Transport]]
    ) -> Transport | None:
        """The best transport of a kind that is not ``closed``, or None.

        While one is down, another edit of the same card takes its turn. A new message never does: the edit may have
        got through.
        """
        found = [
            transport for transport in find_transports(self._client, job, self._tokens) if type(transport) not in closed
        ]
        in_place = [transport for transport in found if transport.in_place]
        if in_place:
            return min(in_place, key=lambda transport: self._outages.rank(type(transport)))
        return next(iter(found), None)

    async def send(self, transport: Transport, view: ui.LayoutView, files: Files) -> Card:
        """Send a message; returns where the card is then. Raises one of FAILURES."""
        async with asyncio.timeout(self._answer) as limit:

            def opened() -> Sequence[discord.File]:
                uploads = files()
                seconds = self._answer + sum(map(_size, uploads)) / self._slowest_upload
                limit.reschedule(asyncio.get_running_loop().time() + seconds)
                return uploads

            with one_try() as tried:
                try:
                    card = await transport.send(view, opened)
                except FAILURES:
                    raise
                except Exception as error:
                    if not (tried.accepted and transport.in_place):
                        raise Garbled(message=type(error).__name__) from error
                    # The message is shown, and where it was before.
                    _log.warning(
                        "%s was accepted, but Discord's word can't be read: %r", type(transport).__name__, error
                    )
                    card = transport.card
        self._outages.served(type(transport))
        return card

    def learn(self, card: Card, transport: Transport, error: Exception) -> tuple[Verdict, str]:
        """What ``error`` means, and in words for the log. What it says of the transport and the token is remembered."""
        verdict, why = Verdict.DOWN, type(error.__cause__ or error).__name__
        if isinstance(error, discord.HTTPException):
            verdict, why = judge(error), f"HTTP {error.status}, code {error.code}: {error.text[:200]}"
        if verdict is Verdict.DOWN:
            self._outages.failed(type(transport), hung=isinstance(error, TimeoutError))
        else:
            self._outages.served(type(transport))
        if verdict is Verdict.DEAD_TOKEN:
            self._tokens.died(card)
        return verdict, why


def _size(upload: discord.File) -> int:
    position = upload.fp.tell()
    size = upload.fp.seek(0, io.SEEK_END)
    upload.fp.seek(position)
    return size - position
