"""Repairs dispatches with fields that discord.py can't read: the field is removed, or gets a likely value.

discord.py itself is the test of each field, so nothing here repeats what it expects.
"""

from collections.abc import Callable
from typing import Any

import discord
from discord import ui
from discord.state import ConnectionState
from discord.user import ClientUser

Data = dict[str, Any]
Repair = Callable[[Data], Data]

UPLOAD_LIMIT = 10 << 20
"""Bytes of a file that every channel accepts (https://discord.com/developers/docs/reference#uploading-files)."""

COMPONENTS_V2 = 1 << 15
"""https://discord.com/developers/docs/resources/message#message-object-message-flags"""

TEXT, DM, GROUP_DM = 0, 1, 3
"""https://discord.com/developers/docs/resources/channel#channel-object-channel-types"""


class Repairs:
    """Repairs for the connection ``state`` of ``bot``. A readable dispatch is returned unchanged."""

    def __init__(self, bot: discord.Client, state: ConnectionState[Any]) -> None:
        self._bot = bot
        self._state = state

    def of(self, event: str) -> Repair | None:
        """The repair for dispatches of ``event``; None for events that the bot can do without."""
        return {
            "READY": self._ready,
            "GUILD_CREATE": self._guild,
            "GUILD_UPDATE": self._guild,
            "INTERACTION_CREATE": self._interaction,
        }.get(event)

    def _ready(self, data: Data) -> Data:
        """READY with a user, and only with readable servers."""
        guilds = data.get("guilds")
        ready = data if self._reads_user(data.get("user")) else {**data, "user": self._own_user()}
        return {**ready, "guilds": [guild for guild in _items(guilds) if self._reads_guild(guild)]}

    def _guild(self, data: Data) -> Data:
        """A server without unreadable channels, roles and other parts."""
        if self._reads_guild(data):
            return data
        bare, readable = {"id": data["id"]}, dict[str, Any]()
        for key, value in data.items():
            # The whole value, else the items of a list that can be read, else nothing.
            candidates = (value, [item for item in _items(value) if self._reads_guild({**bare, key: [item]})])
            readable |= next(({key: found} for found in candidates if self._reads_guild({**bare, key: found})), {})
        return readable

    def _interaction(self, data: Data) -> Data:
        """An interaction with likely values for missing and unreadable fields.

        Raises:
            LookupError, TypeError, ValueError: a field is missing or unreadable that has no likely value, such as the
                token or the user.
        """
        if not isinstance(data["token"], str):
            raise TypeError("without its token, the interaction can't be answered")
        if self._reads_interaction(data):
            return data
        bare = self._bare_interaction(data)
        return bare | {key: value for key, value in data.items() if self._reads_interaction({**bare, key: value})}

    def _bare_interaction(self, data: Data) -> Data:
        """The essential fields: what was done, by whom, where, and the token. Everything else has its usual value.

        https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object
        """
        guild_id, user, channel = (
            _snowflake(data.get("guild_id")),
            _bare_user(_member(data) or data),
            _bare_channel(data),
        )
        is_member = guild_id is None or self._bot.get_guild(int(guild_id))
        return {key: data[key] for key in ("id", "type", "token", "data")} | {
            "application_id": self._bot.application_id,
            "version": 1,
            **({"guild_id": guild_id} if guild_id else {}),
            "channel": channel,
            "user": user,
            "member": {"user": user, "roles": [], "flags": 0},
            "app_permissions": discord.Permissions.all().value,
            "attachment_size_limit": UPLOAD_LIMIT,
            "authorizing_integration_owners": {"0": guild_id or "0"} if is_member else {"1": user["id"]},
            "context": {TEXT: 0, DM: 1, GROUP_DM: 2}[channel["type"]],
            **({"message": self._bare_message(data)} if isinstance(data.get("message"), dict) else {}),
        }

    def _bare_message(self, data: Data) -> Data:
        """A message that holds only the component that was used."""
        used = data["data"]
        component = {"type": used.get("component_type", 2), "custom_id": used["custom_id"], "style": 2, "label": "…"}
        return {
            "id": data["message"]["id"],
            "type": 0,
            "content": "",
            "flags": COMPONENTS_V2,
            "author": self._own_user(),
            "components": [{"type": 1, "components": [component]}],
        }

    def _own_user(self) -> Data:
        user = self._bot.user
        return _user(user and user.id, user and user.name)

    def _reads_user(self, data: object) -> bool:
        return _succeeds(lambda: ClientUser(state=self._state, data=data))  # type: ignore[arg-type]  # unverified data is what this tests

    def _reads_guild(self, data: object) -> bool:
        return _succeeds(lambda: discord.Guild(data=data, state=self._state))  # type: ignore[arg-type]  # likewise

    def _reads_interaction(self, data: Data) -> bool:
        """Also checks fields that the bot needs although discord.py does not."""

        def read() -> None:
            found = discord.Interaction(data=data, state=self._state)  # type: ignore[arg-type]  # likewise
            complete = found.user is not discord.utils.MISSING and found.channel and str(found.locale)
            if not complete or not _positive(found.filesize_limit):
                raise LookupError("no user, channel, locale or upload limit")
            if found.message and found.type is discord.InteractionType.component:
                _find_components(found.message)

        return _succeeds(read)


def _find_components(message: discord.Message) -> None:
    """Build the view that discord.py builds later to find the component: nothing catches an exception there."""
    view = ui.LayoutView if message.flags.components_v2 else ui.View
    view.from_message(message, timeout=None).stop()


def _succeeds(read: Callable[[], object]) -> bool:
    try:
        read()
    except Exception:  # noqa: BLE001 - a parser may raise anything on unexpected data
        return False
    return True


def _positive(value: object) -> bool:
    return type(value) is int and value > 0


def _items(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _member(data: Data) -> Data | None:
    member = data.get("member")
    return member if isinstance(member, dict) else None


def _snowflake(value: object) -> str | None:
    return value if isinstance(value, str) and value.isdecimal() else None


def _user(user_id: object, name: object) -> Data:
    return {"id": user_id, "username": name, "discriminator": "0", "avatar": None}


def _bare_user(person: Data) -> Data:
    """The user of a member, or of an interaction outside servers. Only the id is required."""
    user = person["user"]
    return _user(user["id"], str(user.get("username", "")))


def _bare_channel(data: Data) -> Data:
    channel = data.get("channel")
    given = channel if isinstance(channel, dict) else {}
    bare = {"id": data.get("channel_id") or given["id"], "name": "", "position": 0, "permission_overwrites": []}
    private = GROUP_DM if given.get("type") == GROUP_DM else DM
    return bare | {"type": TEXT if _snowflake(data.get("guild_id")) else private}
