"""Command payloads, translated once per process: discord.py needs 30 ms for the commands of one bot."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from discord import app_commands

Payload = dict[str, Any]
_Kind = app_commands.Command[Any, Any, Any] | app_commands.Group | app_commands.ContextMenu


def _cached(kind: type[_Kind]) -> Callable[..., Awaitable[Payload]]:
    """A caching version of the method that translates commands of this kind."""
    translate: Callable[..., Awaitable[Payload]] = kind.get_translated_payload
    payloads: dict[str, Payload] = {}

    async def get_translated_payload(command: _Kind, *how: Any) -> Payload:
        name = command.qualified_name
        if name not in payloads:
            payloads[name] = await translate(command, *how)
        return payloads[name]

    return get_translated_payload


_COMMAND, _GROUP, _MENU = map(_cached, (app_commands.Command, app_commands.Group, app_commands.ContextMenu))


def keep_payloads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make all bots of this test share the payloads of the first one."""
    monkeypatch.setattr(app_commands.Command, "get_translated_payload", _COMMAND)
    monkeypatch.setattr(app_commands.Group, "get_translated_payload", _GROUP)
    monkeypatch.setattr(app_commands.ContextMenu, "get_translated_payload", _MENU)
