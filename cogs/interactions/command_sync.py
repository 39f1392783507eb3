"""Registering the commands with Discord, and only when they have changed: every sync counts against a daily limit."""

import hashlib
import json
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import discord
from discord import app_commands

from bot.net.backoff import Backoff, retrying
from bot.net.errors import NETWORK_ERRORS
from bot.runtime.clock import Clock

_log = logging.getLogger(__name__)

_UNREADABLE = (AttributeError, LookupError, TypeError, ValueError)
"""What discord.py raises at an answer of a shape that it does not know."""


class CommandSync:
    """Keeps what Discord knows of the commands equal to the tree. ``file`` remembers the last sync."""

    def __init__(self, tree: app_commands.CommandTree[Any], file: Path, backoff: Backoff, clock: Clock) -> None:
        self._tree = tree
        self._file = file
        self._backoff = backoff
        self._clock = clock

    async def ensure(self) -> None:
        """Sync if the tree, or what Discord has of it, is not as the last sync left it; try until that worked."""
        await retrying(self._ensure, _may_pass, self._backoff, self._clock, before_sleep=_tell)

    async def _ensure(self) -> None:
        wanted = _digest(await self._payload())
        registered = await self._registered()
        if registered and self._remembered() == [wanted, registered]:
            _log.info("the commands are registered already")
            return
        commands = await self._tree.sync()
        _log.info("registered %d commands", len(commands))
        self._remember([wanted, await self._registered()])

    async def _payload(self) -> list[dict[str, Any]]:
        translator = self._tree.translator
        commands = self._tree.get_commands()
        if translator is None:
            return [command.to_dict(self._tree) for command in commands]
        return [await command.get_translated_payload(self._tree, translator) for command in commands]

    async def _registered(self) -> str | None:
        """A digest of what Discord has, or None if it does not say."""
        try:
            found = await self._tree.fetch_commands()
        except (discord.HTTPException, *_UNREADABLE):
            return None
        return _digest(sorted((dict(command.to_dict()) for command in found), key=lambda command: command["id"]))

    def _remember(self, digests: list[str | None]) -> None:
        try:
            self._file.write_text(json.dumps(digests))
        except OSError as error:
            _log.warning("the next start will register the commands once more: %s", error)

    def _remembered(self) -> object:
        try:
            return json.loads(self._file.read_text())
        except (OSError, ValueError):
            return None


def _digest(payload: Sequence[dict[str, Any]]) -> str:
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()


def _may_pass(error: Exception) -> bool:
    return isinstance(error, (discord.HTTPException, *NETWORK_ERRORS, *_UNREADABLE))


def _tell(error: Exception, delay: float) -> None:
    _log.error("the commands could not be registered (%r); next try in %.0f s", error, delay)
