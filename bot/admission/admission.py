"""Whether a request becomes a job: checked, priced, its credits reserved, written down."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Unpack

from bot.admission.capacity import Capacity
from bot.credits.attempts import Attempts
from bot.credits.pricing import Pricing
from bot.imini.circuit_breaker import CircuitBreaker
from bot.imini.errors import IntakePaused
from bot.jobs.card import Card
from bot.jobs.job import Job, Lineage
from bot.jobs.lifecycle import JobLifecycle
from bot.requests.models import Model
from bot.requests.request import ImagineRequest, RequestSettings
from bot.runtime.clock import Clock


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms jobs are accepted.

    What the ``model`` offers, the ``pricing`` in credits, room for jobs, and how often one may try in vain.
    """

    model: Model
    pricing: Pricing
    capacity: Capacity
    attempts: Attempts


class AdmissionControl:
    """Admits jobs; a runner takes them from there."""

    def __init__(
        self,
        lifecycle: JobLifecycle,
        circuit_breaker: CircuitBreaker,
        terms: Terms,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._lifecycle = lifecycle
        self._circuit_breaker = circuit_breaker
        self._terms = terms
        self._clock = clock
        self._new_id = new_id
        self._stopping = False

    @property
    def open_jobs(self) -> int:
        """How many jobs have not ended yet."""
        return self._lifecycle.open_jobs

    def check_intake(self, user_id: int, server_id: int) -> None:
        """Whether a job of this member in this server (or OUTSIDE) can be accepted, whatever it holds.

        Raises:
            Paused, QueueFull: nobody's is, or not one more of theirs.
            TooManyDeclined: the member has tried in vain too often.
        """
        if self._stopping:
            raise IntakePaused(reason=None)
        self._circuit_breaker.check()
        self._terms.attempts.check(user_id)
        self._terms.capacity.check(self._lifecycle.active_jobs, user_id, server_id)

    def check_request(self, request: ImagineRequest) -> None:
        """Raise BadOption for what the model does not offer."""
        self._terms.model.check(request)

    def check_settings(self, settings: RequestSettings) -> None:
        """The same where the prompt is still to come."""
        self._terms.model.check_settings(settings)

    def price(self, settings: RequestSettings) -> int:
        """The credits that a request of these settings costs."""
        return self._terms.pricing.price(settings)

    async def admit(self, user_id: int, request: ImagineRequest, card: Card, **lineage: Unpack[Lineage]) -> Job:
        """Take a request: reserve its credits and write it down. Sends nothing.

        Raises:
            Refusal: why not; nothing was reserved.
            AlreadyHandled: the interaction that it comes from has a job already.
        """
        self.check_intake(user_id, card.server_id)
        self.check_request(request)
        price = self.price(request)
        job = Job(self._new_id(), user_id, request, price, card, self._clock.now(), **lineage)
        return await self._lifecycle.open(job)

    def stop(self) -> None:
        """Take no more jobs."""
        self._stopping = True
