"""discord.py's addresses, which the bot sets for the whole process."""

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route


def keep_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Restore the addresses of the API and the gateway after the test."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
