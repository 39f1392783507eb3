"""Syncs the commands with Discord, but only when they have changed, and in one process at a time.

Discord limits how many commands may be created a day: https://discord.com/developers/docs/interactions/application-commands
"""

import hashlib
import json
import logging
from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands

from bot.cluster.duties import Duties
from bot.errors import StorageError
from bot.net.backoff import Backoff, retrying
from bot.net.errors import NETWORK_ERRORS
from bot.runtime.clock import Clock
from cogs.memory.command_ids import CommandIds

_log = logging.getLogger(__name__)

DUTY = "commands"
"""Its note holds the digests of the last sync."""

BUSY = 5.0
"""Seconds after which a process looks again whether another one has synced the commands."""

_UNREADABLE = (AttributeError, LookupError, TypeError, ValueError)
"""What discord.py raises at a response of an unknown shape."""


class CommandSync:
    """Keeps the commands registered at Discord equal to the tree; their ``ids`` are learned on the way."""

    def __init__(
        self,
        tree: app_commands.CommandTree[Any],
        duties: Duties,
        backoff: Backoff,
        clock: Clock,
        ids: CommandIds,
    ) -> None:
        self._tree = tree
        self._duties = duties
        self._backoff = backoff
        self._clock = clock
        self._ids = ids

    async def ensure(self) -> None:
        """Sync if the tree or the commands at Discord differ from the last sync. Retried until it succeeds."""
        await retrying(self._ensure, _is_retryable, self._backoff, self._clock, before_sleep=_log_retry)

    async def _ensure(self) -> None:
        wanted = _digest(await self._payload())
        while not await self._is_synced(wanted):
            if await self._duties.claim(DUTY, every=0):
                commands = await self._tree.sync()
                _log.info("registered %d commands", len(commands))
                await self._duties.finish(DUTY, json.dumps([wanted, await self._registered()]))
                return
            await self._clock.sleep(BUSY)
        _log.info("the commands are already registered")

    async def _is_synced(self, wanted: str) -> bool:
        """Whether the last sync was of the ``wanted`` commands, and Discord still has what it had after that."""
        # Discord adds fields of its own, so its version is compared with its earlier version, never with ours.
        registered = await self._registered()
        return bool(registered) and await self._last_sync() == [wanted, registered]

    async def _payload(self) -> list[dict[str, Any]]:
        translator = self._tree.translator
        commands = self._tree.get_commands()
        if translator is None:
            return [command.to_dict(self._tree) for command in commands]
        return [await command.get_translated_payload(self._tree, translator) for command in commands]

    async def _registered(self) -> str | None:
        """A digest of the commands at Discord, or None if it can't be read."""
        try:
            found = await self._tree.fetch_commands()
        except (discord.HTTPException, *_UNREADABLE):
            return None
        self._ids.learn({command.name: command.id for command in found})
        return _digest(sorted((dict(command.to_dict()) for command in found), key=lambda command: command["id"]))

    async def _last_sync(self) -> object:
        try:
            return json.loads(await self._duties.note(DUTY))
        except ValueError:
            return None


def _digest(payload: Sequence[dict[str, Any]]) -> str:
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()


def _is_retryable(error: Exception) -> bool:
    return isinstance(error, (discord.HTTPException, StorageError, *NETWORK_ERRORS, *_UNREADABLE))


def _log_retry(error: Exception, delay: float) -> None:
    _log.error("the commands couldn't be registered (%r); next attempt in %.0f s", error, delay)
