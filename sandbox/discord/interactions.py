"""Adds to interactions what Discord sends and SimCord leaves out.

Source: https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

import simcord

from cogs.i18n.catalog import DEFAULT_LOCALE
from sandbox.discord.unlisted import media_of, unlisted
from sandbox.discord.uploads import Uploads

UPLOAD_LIMIT = 10 << 20
"""Bytes, as in a server without boosts; SimCord's page can't show larger pictures either."""


TOKEN_LIFE = 15 * 60
"""Seconds for which the token of an interaction is good, in the bot's time."""


def complete(env: simcord.Env, uploads: Uploads, locale: str = DEFAULT_LOCALE, speed: float = 1.0) -> None:
    """Complete every interaction before the bot receives it; ``locale`` is the language of the member's client.

    The bot's time runs ``speed`` times as fast as SimCord's.
    """

    def on_event(event: str, payload: Mapping[str, Any]) -> None:
        if event == "INTERACTION_CREATE" and isinstance(payload, dict):
            # Key "0" means that the app is installed in the server; its value is "0" in the bot's direct messages.
            payload["authorizing_integration_owners"] = {"0": payload.get("guild_id", "0")}
            payload["attachment_size_limit"] = UPLOAD_LIMIT
            payload["locale"] = locale
            env.backend.interactions[int(payload["id"])].expires_at = env.backend.iso_after(TOKEN_LIFE / speed)
            # A copy: SimCord's page needs the originals, with the URLs of its own files.
            payload.update(deepcopy({part: payload[part] for part in ("data", "message") if part in payload}))
            _permit(payload, env)
            for holder in _with_attachments(payload):
                _readdress(holder, env, uploads)
            payload.update(unlisted({part: payload[part] for part in ("data", "message") if part in payload}))

    env.backend.subscribers.insert(0, on_event)


def _permit(payload: Mapping[str, Any], env: simcord.Env) -> None:
    """Give the members in the options of a command their permissions in the channel."""
    for user_id, member in payload["data"].get("resolved", {}).get("members", {}).items():
        place = (int(payload["guild_id"]), int(user_id), int(payload["channel_id"]))
        member["permissions"] = str(env.backend.compute_permissions(*place))


def _with_attachments(payload: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The parts that have attachments: options of a command, fields of a modal, messages."""
    resolved = payload["data"].get("resolved", {})
    yield {"attachments": list(resolved.get("attachments", {}).values())}
    yield from resolved.get("messages", {}).values()
    if "message" in payload:
        yield payload["message"]


def _readdress(holder: dict[str, Any], env: simcord.Env, uploads: Uploads) -> None:
    """Give the attachments, and the components that show them, URLs that can be fetched."""
    moved = {}
    for attachment in holder.get("attachments", ()):
        content = env.backend.cdn.get(old := attachment["url"])
        if content is not None:
            uploads.add(attachment, content)
            moved[old] = attachment["url"]
    for media in media_of(holder.get("components", [])):
        url = moved.get(media["url"])
        media.update({"url": url, "proxy_url": url} if url else {})
