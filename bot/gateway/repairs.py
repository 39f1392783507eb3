"""Dispatches with a field that discord.py can't read, made readable: without that field, or with a likely value for it.

Each part is tried alone, by discord.py itself: nothing here repeats what it asks of a field.
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
"""Bytes that a file may have everywhere (https://discord.com/developers/docs/reference#uploading-files)."""

COMPONENTS_V2 = 1 << 15
"""https://discord.com/developers/docs/resources/message#message-object-message-flags"""

TEXT, DM, GROUP_DM = 0, 1, 3
"""https://discord.com/developers/docs/resources/channel#channel-object-channel-types"""


class Repairs:
    """Repairs for the connection ``state`` of ``bot``; each returns a dispatch as it is where it can be read."""

    def __init__(self, bot: discord.Client, state: ConnectionState[Any]) -> None:
        self._bot = bot
        self._state = state

    def of(self, event: str) -> Repair | None:
        """What mends dispatches of ``event``; None where nothing does, since nobody would miss them."""
        return {
            "READY": self._ready,
            "GUILD_CREATE": self._guild,
            "GUILD_UPDATE": self._guild,
            "INTERACTION_CREATE": self._interaction,
        }.get(event)

    def _ready(self, data: Data) -> Data:
        """READY with a user, and the servers that can be read."""
        guilds = data.get("guilds")
        known = data if self._reads_user(data.get("user")) else {**data, "user": self._own_user()}
        return {**known, "guilds": [guild for guild in _items(guilds) if self._reads_guild(guild)]}

    def _guild(self, data: Data) -> Data:
        """A server without the channels, roles and other parts that can't be read."""
        if self._reads_guild(data):
            return data
        bare, sound = {"id": data["id"]}, dict[str, Any]()
        for key, value in data.items():
            attachments = (value, [item for item in _items(value) if self._reads_guild({**bare, key: [item]})])
            sound |= next(({key: some} for some in attachments if self._reads_guild({**bare, key: some})), {})
        return sound

    def _interaction(self, data: Data) -> Data:
        """An interaction with likely values for whatever is missing or can't be read, and is not its very substance.

        Raises:
            LookupError, TypeError, ValueError: that is missing, or can't be read.
        """
        if not isinstance(data["token"], str):
            raise TypeError("nobody can answer it")
        if self._reads_interaction(data):
            return data
        bare = self._bare_interaction(data)
        return bare | {key: value for key, value in data.items() if self._reads_interaction({**bare, key: value})}

    def _bare_interaction(self, data: Data) -> Data:
        """What was done, by whom, where and the token to answer with; all else as it is nearly everywhere.

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
        """The message of a component, with nothing on it but that."""
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
        return _succeeds(lambda: ClientUser(state=self._state, data=data))  # type: ignore[arg-type]  # not seen yet

    def _reads_guild(self, data: object) -> bool:
        return _succeeds(lambda: discord.Guild(data=data, state=self._state))  # type: ignore[arg-type]  # likewise

    def _reads_interaction(self, data: Data) -> bool:
        """Also whether the bot finds in it what discord.py can do without."""

        def read() -> None:
            found = discord.Interaction(data=data, state=self._state)  # type: ignore[arg-type]  # likewise
            complete = found.user is not discord.utils.MISSING and found.channel and str(found.locale)
            if not complete or not _positive(found.filesize_limit):
                raise LookupError("an interaction of nobody, from nowhere, without an upload limit or a language")
            if found.message and found.type is discord.InteractionType.component:
                _find_components(found.message)

        return _succeeds(read)


def _find_components(message: discord.Message) -> None:
    """What discord.py does to find the component that was used, only later and where nobody catches what it raises."""
    view = ui.LayoutView if message.flags.components_v2 else ui.View
    view.from_message(message, timeout=None).stop()


def _succeeds(read: Callable[[], object]) -> bool:
    try:
        read()
    except Exception:  # noqa: BLE001 - a parser may stumble over a surprise in any way
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
    """The user in a member, or in an interaction outside servers; only the id has to be there."""
    user = person["user"]
    return _user(user["id"], str(user.get("username", "")))


def _bare_channel(data: Data) -> Data:
    channel = data.get("channel")
    known = channel if isinstance(channel, dict) else {}
    place = {"id": data.get("channel_id") or known["id"], "name": "", "position": 0, "permission_overwrites": []}
    private = GROUP_DM if known.get("type") == GROUP_DM else DM
    return place | {"type": TEXT if _snowflake(data.get("guild_id")) else private}
