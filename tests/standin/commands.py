"""The commands that the bot registered.

https://discord.com/developers/docs/interactions/application-commands
"""

import re
from collections.abc import Iterator

from . import file_types
from .clock import Snowflakes
from .errors import ApiError, Refusal, invalid_form
from .reply import Payload

MAX_COMMANDS = 100
MAX_OPTIONS = 25
MAX_CHOICES = 25
ATTACHMENT = 11
CHAT_INPUT = 1
NAME = re.compile(r"[-_'\w]{1,32}")


class Commands:
    """Iterates over the registered payloads. `writes` counts what changed them, bulk or single."""

    def __init__(self, ids: Snowflakes, application_id: str) -> None:
        self.writes = 0
        self._ids = ids
        self._application_id = application_id
        self._by_id: dict[str, Payload] = {}
        self._overwrites: dict[tuple[str, str], list[Payload]] = {}

    def __iter__(self) -> Iterator[Payload]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def __contains__(self, name: object) -> bool:
        return any(command["name"] == name for command in self)

    def __getitem__(self, name: str) -> Payload:
        """The slash command of that name; raises LookupError saying which there are."""
        return self.find(name, CHAT_INPUT)

    def find(self, name: str, kind: int) -> Payload:
        for command in self:
            if (command["name"], command["type"]) == (name, kind):
                return command
        raise LookupError(f"no command {name!r}; the bot registered {[command['name'] for command in self]}")

    def replace(self, bodies: list[Payload]) -> list[Payload]:
        """The bulk overwrite: those of a known name keep their id."""
        if len(bodies) > MAX_COMMANDS:
            raise ApiError(Refusal.COMMANDS_USED_UP)
        for index, body in enumerate(bodies):
            _check(body, str(index))
        commands = [self._made(body, self._same(body)) for body in bodies]
        self._by_id = {command["id"]: command for command in commands}
        self.writes += 1
        return commands

    def add(self, body: Payload) -> Payload:
        """A command of a known name takes its place."""
        _check(body, "")
        command = self._made(body, self._same(body))
        self._by_id[command["id"]] = command
        self.writes += 1
        return command

    def edit(self, identity: str, body: Payload) -> Payload:
        old = self._existing(identity)
        _check(old | body, "")
        self._by_id[identity] = old | body | {"version": self._ids.next()}
        self.writes += 1
        return self._by_id[identity]

    def delete(self, identity: str) -> None:
        self._existing(identity)
        del self._by_id[identity]
        self.writes += 1

    def overwrite(self, guild_id: str, entries: list[Payload], name: str | None) -> Payload:
        """What the managers of a server allow, for one slash command or all; returns the payload that tells of it."""
        target = self._application_id if name is None else self[name]["id"]
        self._overwrites[guild_id, target] = entries
        return self._permissions(guild_id, target)

    def permissions(self, guild_id: str) -> list[Payload]:
        """https://discord.com/developers/docs/interactions/application-commands#get-guild-application-command-permissions"""
        return [self._permissions(*key) for key, entries in self._overwrites.items() if key[0] == guild_id and entries]

    def _permissions(self, guild_id: str, target: str) -> Payload:
        ids = {"id": target, "application_id": self._application_id, "guild_id": guild_id}
        return {**ids, "permissions": self._overwrites[guild_id, target]}

    def _existing(self, identity: str) -> Payload:
        if identity not in self._by_id:
            raise ApiError(Refusal.UNKNOWN_COMMAND)
        return self._by_id[identity]

    def _same(self, body: Payload) -> str | None:
        try:
            return str(self.find(body["name"], body.get("type") or CHAT_INPUT)["id"])
        except LookupError:
            return None

    def _made(self, body: Payload, identity: str | None) -> Payload:
        permissions = body.get("default_member_permissions")
        defaults = {
            "type": CHAT_INPUT,
            "description": "",
            "options": [],
            "nsfw": False,
            "contexts": None,
            "integration_types": [0],
            "dm_permission": True,
            "name_localizations": None,
            "description_localizations": None,
        }
        given = {key: value for key, value in body.items() if value is not None}
        return {
            **defaults,
            **given,
            "id": identity or self._ids.next(),
            "application_id": self._application_id,
            "version": self._ids.next(),
            "default_member_permissions": None if permissions is None else str(permissions),
        }


def _check(body: Payload, path: str) -> None:
    """The rules that a schema cannot say, and those whose breaking stops a bot from starting."""
    chat_input = (body.get("type") or CHAT_INPUT) == CHAT_INPUT
    name = body.get("name", "")
    if chat_input and not (NAME.fullmatch(name) and name == name.lower()):
        raise _invalid(path, "name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    if chat_input and not 1 <= len(body.get("description") or "") <= 100:
        raise _invalid(path, "description", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.")
    options = body.get("options") or []
    if len(options) > MAX_OPTIONS or any(len(option.get("choices") or ()) > MAX_CHOICES for option in options):
        raise _invalid(path, "options", "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_OPTIONS} or fewer in length.")
    for index, option in enumerate(options):
        if not file_types.are_right(option) or ("file_types" in option and option["type"] != ATTACHMENT):
            raise _invalid(path, f"options.{index}.file_types", "UNION_TYPE_CHOICES", "Invalid file type")
    required = [bool(option.get("required")) for option in options]
    if required != sorted(required, reverse=True):
        message = "Required options must be placed before non-required options"
        raise _invalid(path, "options", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message)
    if len({option["name"] for option in options}) < len(options):
        message = "Option names must be unique"
        raise _invalid(path, "options", "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", message)


def _invalid(path: str, field: str, code: str, message: str) -> ApiError:
    return invalid_form(f"{path}.{field}" if path else field, code, message)
