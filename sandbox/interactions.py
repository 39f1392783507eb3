"""What Discord says with every interaction, and SimCord leaves out.

Source: https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object
"""

from collections.abc import Mapping
from typing import Any

import simcord

from sandbox.uploads import Uploads

UPLOAD_LIMIT = 10 << 20
"""Bytes, as in a server without boosts; SimCord's page shows no larger picture either."""


def complete(env: simcord.Env, uploads: Uploads) -> None:
    """Complete every interaction before the bot hears of it."""

    def on_event(event: str, payload: Mapping[str, Any]) -> None:
        if event == "INTERACTION_CREATE" and isinstance(payload, dict):
            # Key 0 is an app that was added to the server; "0" is for the app's own direct messages.
            payload["authorizing_integration_owners"] = {"0": payload.get("guild_id", "0")}
            payload["attachment_size_limit"] = UPLOAD_LIMIT
            for attachment in payload["data"].get("resolved", {}).get("attachments", {}).values():
                uploads.adopt(attachment, env.backend.cdn.get(attachment["url"]) or b"")

    env.backend.subscribers.insert(0, on_event)
