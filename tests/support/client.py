"""The real client of imini, wired to servers on loopback."""

from datetime import timedelta

from pydantic import SecretStr

from bot.imini import IminiClient
from bot.network import Origins
from bot.throttle import Throttle
from tests.support.clock import FakeClock

KEY = "sandbox-key"


def a_client(base_url: str, *others: str, clock: FakeClock | None = None, timeout: float = 5.0) -> IminiClient:
    """A client of the server at ``base_url`` that may fetch from ``others`` as well; ``timeout`` in real seconds."""
    time = (clock or FakeClock()).clock
    return IminiClient(
        base_url,
        SecretStr(KEY),
        timeout=timedelta(seconds=timeout),
        origins=Origins(base_url, *others),
        clock=time,
        throttle=Throttle(time),
    )
