"""What the features share, built once: answers, messages, routers, and what they remember."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import discord

from bot.jobs.job import Job
from bot.net.backoff import Backoff
from bot.worker.runner import JobRunner
from cogs.cards.custom_ids import Action, Own
from cogs.delivery.messenger import Delivery
from cogs.delivery.presenter import CardPresenter
from cogs.delivery.uploader import Shipping
from cogs.i18n.catalog import Texts
from cogs.interactions.claims import Claims
from cogs.interactions.dynamic_items import OwnPress
from cogs.interactions.errors import ErrorHandler
from cogs.interactions.modals import Forms
from cogs.interactions.responses import Answers
from cogs.memory import Memory

if TYPE_CHECKING:
    from bot.app import ImagineBot

JobPress = Callable[[discord.Interaction[Any], Job], Awaitable[None]]
StatePress = Callable[[discord.Interaction[Any], str], Awaitable[None]]


@dataclass(slots=True)
class Buttons:
    """What the buttons do; each feature adds its own before the first one is pressed.

    ``on_job`` has handlers that are given the job of a card, ``on_state`` those that need no record of it, and
    ``on_page`` those of pages that only one member sees.
    """

    on_job: dict[Action, JobPress] = field(default_factory=dict)
    on_state: dict[Action, StatePress] = field(default_factory=dict)
    on_page: dict[Own, OwnPress] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Toolkit:
    """Handed to the ``setup`` of every feature."""

    claims: Claims
    answers: Answers
    errors: ErrorHandler
    delivery: Delivery
    shipping: Shipping
    runner: JobRunner
    forms: Forms
    buttons: Buttons
    memory: Memory
    texts: Texts

    @classmethod
    def build(cls, bot: "ImagineBot", memory: Memory, texts: Texts) -> Self:
        """Build it for ``bot``, which does not know of it yet."""
        services, runner = bot.services, bot.services.worker.runner
        clock, tasks = services.runtime.clock, services.runtime.tasks
        claims = Claims(Backoff(first=1, cap=60), clock)
        answers = Answers(texts, claims, clock)
        errors = ErrorHandler(answers)
        delivery = Delivery(bot, Backoff(first=1, cap=60), clock, memory.tokens, memory.outages)
        shipping = Shipping(services.images.gallery, delivery, texts, memory.upload_limits)
        runner.connect(CardPresenter(bot, delivery, shipping, texts, tasks, clock))
        return cls(
            claims=claims,
            answers=answers,
            errors=errors,
            delivery=delivery,
            shipping=shipping,
            runner=runner,
            forms=Forms(errors),
            buttons=Buttons(),
            memory=memory,
            texts=texts,
        )
