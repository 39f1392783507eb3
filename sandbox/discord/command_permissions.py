"""Adds to SimCord the list of a server's command permissions, and the dispatch that says that it has changed.

Sources:
    https://discord.com/developers/docs/interactions/application-commands#get-guild-application-command-permissions
    https://discord.com/developers/docs/events/gateway-events#application-command-permissions-update
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import simcord
from simcord.backend import Backend
from simcord.http import router

EVERYONE, ALL_CHANNELS = "everyone", "all channels"
"""Stand for all members and all channels of a server."""

Target = simcord.RoleHandle | simcord.ChannelHandle | simcord.MemberActor | str
"""Whom or what an overwrite is about; the names above are Targets too."""

_LIST = re.compile(r"/applications/(\d+)/guilds/(\d+)/commands/permissions")


@contextmanager
def command_permissions_listed() -> Iterator[None]:
    """Have SimCord answer the request for the list until the end of the block."""
    dispatch = router.dispatch

    def answered(backend: Backend, method: str, path: str, **kwargs: Any) -> Any:  # noqa: ANN401 - SimCord's signature
        try:
            return dispatch(backend, method, path, **kwargs)
        except router.RouteNotImplemented:
            found = _LIST.fullmatch(path)
            if method != "GET" or not found:
                raise
            return _listed(backend, int(found[1]), int(found[2]))

    router.dispatch = answered
    try:
        yield
    finally:
        router.dispatch = dispatch


def overwrite(
    env: simcord.Env, guild: simcord.GuildHandle, permissions: Mapping[Target, bool], command: str | None = None
) -> None:
    """Set what is allowed in a server, for one command or for the whole bot, and tell the bot that it has changed.

    It takes the place of what was set before.
    """
    backend = env.backend
    target = backend.application_id if command is None else _id_of(backend, command)
    entries = [_entry(guild.id, whom, allowed) for whom, allowed in permissions.items()]
    backend.set_command_permissions(guild.id, target, entries)
    backend.emit("APPLICATION_COMMAND_PERMISSIONS_UPDATE", _payload(backend.application_id, guild.id, target, entries))


def _listed(backend: Backend, application_id: int, guild_id: int) -> list[dict[str, Any]]:
    """Discord lists what has overwrites, and nothing else."""
    return [
        _payload(application_id, guild_id, target, entries)
        for (guild, target), entries in backend.command_permissions.items()
        if guild == guild_id and entries
    ]


def _payload(application_id: int, guild_id: int, target: int, entries: list[dict[str, Any]]) -> dict[str, Any]:
    ids = {"id": str(target), "application_id": str(application_id), "guild_id": str(guild_id)}
    return {**ids, "permissions": entries}


def _id_of(backend: Backend, command: str) -> int:
    (found,) = {int(registered["id"]) for (name, _), registered in backend.commands[None].items() if name == command}
    return found


def _entry(guild_id: int, whom: Target, allowed: bool) -> dict[str, Any]:
    if isinstance(whom, str):
        target, kind = {EVERYONE: (guild_id, 1), ALL_CHANNELS: (guild_id - 1, 3)}[whom]
    else:
        target, kind = whom.id, _kind(whom)
    return {"id": str(target), "type": kind, "permission": allowed}


def _kind(whom: object) -> int:
    """Discord's number for what it is."""
    if isinstance(whom, simcord.RoleHandle):
        return 1
    return 2 if isinstance(whom, simcord.MemberActor) else 3
