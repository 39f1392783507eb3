"""Getting a card to its reader, whatever Discord answers on the way."""

import logging
from collections.abc import Callable, Iterator, Sequence

import discord
from discord import ui

from bot.clock import Clock
from bot.errors import CardDeleted, NotDeliverable
from bot.job import Card, Carded
from bot.network import NETWORK_ERRORS
from bot.retry import Backoff
from cogs.routes import Route, Verdict, edits, judge, routes

_log = logging.getLogger(__name__)

GIVE_UP_AFTER = 24 * 3600.0
"""Seconds for which a card is offered to a Discord that is down; a restart begins anew."""

Files = Callable[[], Sequence[discord.File]]
RouteFinder = Callable[[discord.Client, Carded, float], Iterator[Route]]


class UploadTooLarge(Exception):
    """Discord takes no upload of this size here."""


class Delivery:
    """Shows views on a job's card, by the best route that works."""

    def __init__(self, client: discord.Client, backoff: Backoff, clock: Clock) -> None:
        self._client = client
        self._backoff = backoff
        self._clock = clock

    async def try_once(self, job: Carded, view: ui.LayoutView) -> None:
        """Edit the card if it can be edited; what shows progress may get lost."""
        # Only what edits may show progress: any other route would post a second message.
        route = next(edits(self._client, job, self._clock.now()), None)
        if route is None:
            return
        try:
            await route.send(view, ())
        except (discord.HTTPException, *NETWORK_ERRORS) as error:
            _log.info("the card of job %s was not updated: %s", job.id, error)

    async def deliver(
        self, job: Carded, view: Callable[[], ui.LayoutView], files: Files, find_routes: RouteFinder = routes
    ) -> Card:
        """Show ``view()`` with ``files()`` on the job's card, waiting for Discord as long as it takes.

        Routes are found anew for every try, as a token may die while Discord is down.

        Raises:
            UploadTooLarge: the files are too large here.
            CardDeleted: the card is gone, and nothing takes its place.
            NotDeliverable: no route is left.
        """
        give_up_at = self._clock.monotonic() + GIVE_UP_AFTER
        refusal = "no way to reach the requester"
        tried: set[type[Route]] = set()
        attempt = 0
        while route := self._next_route(find_routes, job, tried):
            try:
                return await _send(route, view(), files())
            except discord.HTTPException as error:
                verdict, refusal = judge(error), f"HTTP {error.status}, code {error.code}"
            except NETWORK_ERRORS as error:
                verdict, refusal = Verdict.RETRY, type(error).__name__
            _log.warning("job %s: %s failed (%s)", job.id, type(route).__name__, refusal)
            if verdict is Verdict.NEXT_ROUTE:
                tried.add(type(route))
            elif verdict is Verdict.RETRY and self._clock.monotonic() < give_up_at:
                await self._clock.sleep(self._backoff.delay(attempt))
                attempt += 1
            else:
                raise _final(verdict, refusal)
        raise NotDeliverable(message=refusal)

    def _next_route(self, find_routes: RouteFinder, job: Carded, tried: set[type[Route]]) -> Route | None:
        """The best open route that was not found shut."""
        return next((r for r in find_routes(self._client, job, self._clock.now()) if type(r) not in tried), None)


async def _send(route: Route, view: ui.LayoutView, files: Sequence[discord.File]) -> Card:
    """Go by ``route``; whether it has read the files or not, they are closed."""
    try:
        return await route.send(view, files)
    finally:
        for file in files:
            file.close()


def _final(verdict: Verdict, refusal: str) -> UploadTooLarge | NotDeliverable:
    if verdict is Verdict.TOO_LARGE:
        return UploadTooLarge()
    return CardDeleted(message=refusal) if verdict is Verdict.DELETED else NotDeliverable(message=refusal)
