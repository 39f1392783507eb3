"""The real clients of imini and of file servers, for servers on loopback."""

from datetime import timedelta

from aiohttp.abc import AbstractResolver
from aiohttp.resolver import DefaultResolver
from pydantic import SecretStr

from bot.imini.client import IminiClient
from bot.imini.cooldown import Cooldown
from bot.net.download import DOWNLOAD_TIMEOUT, Downloader
from bot.net.guard import AllowedOrigins
from bot.requests.models import DEFAULT, model_named
from tests.support.clock import FakeClock

KEY = "sandbox-key"


def a_client(
    base_url: str,
    *,
    clock: FakeClock | None = None,
    timeout: float = 5.0,
    resolver: AbstractResolver | None = None,
    model: str = DEFAULT,
) -> IminiClient:
    """A client of the server at ``base_url``; ``timeout`` in real seconds."""
    time = (clock or FakeClock()).clock
    return IminiClient(
        base_url,
        SecretStr(KEY),
        model=model_named(model),
        timeout=timedelta(seconds=timeout),
        origins=AllowedOrigins(base_url),
        clock=time,
        cooldown=Cooldown(time),
        resolver=lambda: resolver or DefaultResolver(),
    )


class OfflineClient(IminiClient):
    """A client that opens no session: a subclass answers its calls, or they fail."""

    def __init__(self) -> None:
        time = FakeClock().clock
        super().__init__(
            "http://imini.invalid",
            SecretStr(KEY),
            model=model_named(DEFAULT),
            timeout=timedelta(seconds=1),
            origins=AllowedOrigins(),
            clock=time,
            cooldown=Cooldown(time),
        )


def a_downloader(
    *origins: str, resolver: AbstractResolver | None = None, timeout: float = DOWNLOAD_TIMEOUT
) -> Downloader:
    """A downloader that may fetch from ``origins`` and from public https addresses; ``timeout`` in real seconds."""
    return Downloader(AllowedOrigins(*origins), lambda: resolver or DefaultResolver(), timeout)
