"""Where discord.py sends what: the bot sets it for the whole process."""

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route


def keep_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the addresses of the API and the gateway, once the test is over, as they are now."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
