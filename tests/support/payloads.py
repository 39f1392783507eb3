"""Commands in all languages, translated once for all bots of a process: discord.py needs 30 ms for a bot's."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from discord import app_commands

Payload = dict[str, Any]
_Kind = app_commands.Command[Any, Any, Any] | app_commands.Group | app_commands.ContextMenu


def _kept(kind: type[_Kind]) -> Callable[..., Awaitable[Payload]]:
    """The method of a kind of command that gives its payload; it does the work but once for each name."""
    translate: Callable[..., Awaitable[Payload]] = kind.get_translated_payload
    payloads: dict[str, Payload] = {}

    async def get_translated_payload(command: _Kind, *how: Any) -> Payload:
        name = command.qualified_name
        if name not in payloads:
            payloads[name] = await translate(command, *how)
        return payloads[name]

    return get_translated_payload


_COMMAND, _GROUP, _MENU = map(_kept, (app_commands.Command, app_commands.Group, app_commands.ContextMenu))


def keep_payloads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every bot of this test have the payloads that the first bot made."""
    monkeypatch.setattr(app_commands.Command, "get_translated_payload", _COMMAND)
    monkeypatch.setattr(app_commands.Group, "get_translated_payload", _GROUP)
    monkeypatch.setattr(app_commands.ContextMenu, "get_translated_payload", _MENU)
