"""Resources that stay open while the bot runs, and the factories through which tests replace them."""

import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from bot.images.reference_loader import ReferenceLoader
from bot.images.results import ResultFetcher
from bot.imaging.process import ImageProcess
from bot.imini.client import IminiClient
from bot.imini.cooldown import Cooldown
from bot.net.download import Downloader
from bot.net.guard import AllowedOrigins
from bot.requests.models import model_named
from bot.runtime.clock import Clock
from bot.settings import Settings
from bot.storage.sqlite.database import SqliteDatabase
from bot.storage.stores import Stores, open_stores

OpenStores = Callable[
    [Path, Clock, Callable[[Path, Clock], SqliteDatabase], SecretStr | None, int], AbstractAsyncContextManager[Stores]
]

MAX_LANES: Final = 4
"""Processes for finished pictures at most; each takes up to 100 MiB for one of 4K."""


@dataclass(frozen=True, slots=True)
class ProductFactories:
    """How the parts are made that tests replace."""

    image_process: Callable[[], ImageProcess] = ImageProcess
    database: Callable[[Path, Clock], SqliteDatabase] = SqliteDatabase
    client: type[IminiClient] = IminiClient
    reference_loader: type[ReferenceLoader] = ReferenceLoader
    result_fetcher: type[ResultFetcher] = ResultFetcher
    stores: OpenStores = open_stores


PRODUCT = ProductFactories()
"""The factories of a real run."""


@dataclass(frozen=True, slots=True)
class Resources:
    """What stays open for as long as the bot runs: database, HTTP sessions and image processes.

    ``results`` and ``references`` are separate processes, so that a hostile reference can't delay finished pictures.
    For those there are as many processes as processors.
    """

    stores: Stores
    client: IminiClient
    downloader: Downloader
    results: Sequence[ImageProcess]
    references: ImageProcess


@asynccontextmanager
async def open_resources(settings: Settings, clock: Clock, factories: ProductFactories) -> AsyncIterator[Resources]:
    """Open all resources; they are closed in reverse order. Raises StorageError."""
    origins = AllowedOrigins(settings.imini_base_url, settings.discord_api_url)
    async with (
        factories.stores(
            settings.data_dir, clock, factories.database, settings.database_url, settings.processes
        ) as stores,
        factories.client(
            settings.imini_base_url,
            settings.imini_api_key,
            model=model_named(settings.imini_model),
            timeout=settings.imini_timeout,
            origins=origins,
            clock=clock,
            cooldown=Cooldown(clock, stores.notices),
        ) as client,
        Downloader(origins) as downloader,
        factories.image_process() as references,
        AsyncExitStack() as lanes,
    ):
        number = min(os.cpu_count() or 1, MAX_LANES)
        results = [await lanes.enter_async_context(factories.image_process()) for _ in range(number)]
        yield Resources(stores, client, downloader, results, references)
