"""The host's account at imini: its key, and whether imini refuses it for now."""

from pydantic import SecretStr

from bot.imini.circuit_breaker import CircuitBreaker
from bot.imini.client import IminiClient


class Account:
    """What one process knows of the account, and the key that it uses."""

    def __init__(self, client: IminiClient, circuit_breaker: CircuitBreaker) -> None:
        self._client = client
        self._circuit_breaker = circuit_breaker

    @property
    def is_refused(self) -> bool:
        """Whether imini has refused the account, and accepted no job since: between two pauses, too."""
        return self._circuit_breaker.is_refused

    def use_key(self, key: SecretStr) -> None:
        """Use another key for every call from now on, and for the next job at once if the old one was refused."""
        self._client.use_key(key)
        self._circuit_breaker.try_again()
