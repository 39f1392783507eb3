"""Turns a request into a job: checks, price, reservation, storage."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Unpack

from bot.admission.capacity import Capacity
from bot.cluster.run import Run
from bot.credits.attempts import Attempts
from bot.credits.pricing import Pricing
from bot.credits.quota import QuotaTiers
from bot.errors import DatabaseUnreachable
from bot.imini.circuit_breaker import CircuitBreaker
from bot.imini.errors import IntakePaused
from bot.jobs.card import Card
from bot.jobs.errors import IdTaken, JobsUnwritable
from bot.jobs.job import Job, Lineage
from bot.jobs.lifecycle import JobLifecycle
from bot.requests.models import Model
from bot.requests.request import ImagineRequest, RequestSettings
from bot.runtime.clock import Clock

IDS_TRIED = 3
"""Of 300,000 jobs kept, every fourth million has an id that is taken."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The limits for new jobs: the model's, the price in credits, open jobs, and fruitless attempts per member."""

    model: Model
    pricing: Pricing
    capacity: Capacity
    attempts: Attempts


class AdmissionControl:
    """Admits jobs for ``run``, which ``JobRunner`` then runs."""

    def __init__(
        self,
        run: Run,
        lifecycle: JobLifecycle,
        circuit_breaker: CircuitBreaker,
        terms: Terms,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self.run = run
        self._lifecycle = lifecycle
        self._circuit_breaker = circuit_breaker
        self._terms = terms
        self._clock = clock
        self._new_id = new_id
        self._stopping = False

    @property
    def open_count(self) -> int:
        """The number of open jobs."""
        return self._lifecycle.open_count

    @property
    def oldest_at(self) -> float | None:
        """When the oldest open job was requested (epoch seconds); None if there is none."""
        return min((job.created_at for job in self._lifecycle.open_jobs), default=None)

    async def check_intake(self, user_id: int, server_id: int) -> None:
        """Check whether any job of this member in this server (or OUTSIDE) can be accepted now.

        Raises:
            IntakePaused: no jobs are accepted.
            DatabaseUnreachable: none can be stored.
            QueueFull: there is no room, or none for this member or server.
            TooManyDeclined: the member has reached ``MAX_DECLINED``.
        """
        self._check_run()
        await self._terms.attempts.check(user_id)
        self._check_room(user_id, server_id)

    @property
    def model(self) -> Model:
        """The model that draws, and what it offers."""
        return self._terms.model

    def check_request(self, request: ImagineRequest) -> None:
        """Raise BadOption for settings that the model does not offer."""
        self._terms.model.check(request)

    def check_settings(self, settings: RequestSettings) -> None:
        """Like ``check_request``, while the prompt is not known yet."""
        self._terms.model.check_settings(settings)

    def price(self, settings: RequestSettings) -> int:
        """In credits."""
        return self._terms.pricing.price(settings)

    async def admit(
        self, user_id: int, request: ImagineRequest, card: Card, tiers: QuotaTiers = (), **lineage: Unpack[Lineage]
    ) -> Job:
        """Reserve the credits of a request, within a quota that ``tiers`` set, and store it as a job. Sends nothing.

        Raises:
            UserError: the request is refused; nothing was reserved.
            AlreadyHandled: its interaction has a job already.
        """
        # Checked again: files may have been read or an estimate shown since the command was checked. The intake does
        # so with the declined requests, in the same step as it reserves the credits.
        self._check_run()
        self._check_room(user_id, card.server_id)
        self.check_request(request)
        price = self.price(request)
        for _ in range(IDS_TRIED):
            job = Job(self._new_id(), user_id, request, price, card, self._clock.now(), **lineage)
            with suppress(IdTaken):
                return await self._lifecycle.open(job, tiers)
        raise JobsUnwritable

    def _check_run(self) -> None:
        if self.run.away or not self.run.held:
            raise DatabaseUnreachable  # at once, instead of after a wait for it

    def _check_room(self, user_id: int, server_id: int) -> None:
        """Without waiting, so that the caller can open a job before anything changes."""
        if self._stopping:
            raise IntakePaused(reason=None)
        self._circuit_breaker.check()
        self._terms.capacity.check(self._lifecycle.open_jobs, user_id, server_id)

    def stop(self) -> None:
        """Accept no more jobs."""
        self._stopping = True
