"""The whole bot: the product with the Discord client in front of it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.app import ImagineBot, Load
from bot.compose import compose
from bot.gateway import discord_internals
from bot.gateway.seen import Seen
from bot.metrics.meter import NO_METER, Meter
from bot.resources import ProductFactories
from bot.runtime.clock import Clock
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Factories(ProductFactories):
    """How the product's parts and the Discord client are made. Tests hand in others."""

    seen: Callable[[], Seen] = Seen
    bot: type[ImagineBot] = ImagineBot
    load: Load = ImagineBot.load_extension


PRODUCT = Factories()
"""The factories of a real run."""


@asynccontextmanager
async def launch(
    settings: Settings, clock: Clock, factories: Factories = PRODUCT, meter: Meter = NO_METER
) -> AsyncIterator[ImagineBot]:
    """Build the bot; closes its connections, database and processes on exit.

    Raises:
        StorageError: ``DATA_DIR`` can't be used.
    """
    discord_internals.use_api(settings.discord_api_url)
    async with compose(settings, clock, factories, meter) as services:
        runner, runtime, seen = services.worker.runner, services.runtime, factories.seen()
        bot = factories.bot(
            services.admission,
            runner,
            runtime.tasks,
            clock,
            seen,
            runtime.cluster.sharding,
            runtime.host.account,
            factories.load,
        )
        bot.services = services
        bot.use_webhook(settings.webhook)
        yield bot
