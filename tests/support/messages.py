"""Messages as Discord returns them to the bot, with shown files listed or not."""

from collections.abc import Iterator, Sequence
from typing import Any
from unittest.mock import Mock

import discord
from discord import ui
from discord.state import ConnectionState

from tests.support.limits import walk

CDN, MEDIA = "https://cdn.discordapp.com/attachments/20", "https://media.discordapp.net/attachments/20"
SIGNATURE = "?ex=66&is=65&hm=64&"
FIRST_FILE = 500
BOT = 1


def a_message(**parts: Any) -> discord.Message:
    """A message from a payload; a test names the parts it is about."""
    payload: dict[str, Any] = {
        "id": "40",
        "type": 0,
        "content": "",
        "author": {"id": "10", "username": "alice", "discriminator": "0", "avatar": None},
        "timestamp": "2026-01-01T00:00:00+00:00",
        "edited_timestamp": None,
        "attachments": [],
        "embeds": [],
        "components": [],
        "mentions": [],
        "mention_roles": [],
        "mention_everyone": False,
        "pinned": False,
        "tts": False,
        **parts,
    }
    channel = Mock(spec=discord.DMChannel, id=20, guild=None)
    state = Mock(spec=ConnectionState, http=None, store_user=lambda user, **_: discord.Object(int(user["id"])))
    return discord.Message(state=state, channel=channel, data=payload)  # type: ignore[arg-type]


def posted(view: ui.LayoutView, *names: str, listed: bool = False, author: int = BOT) -> discord.Message:
    """The message of ``view`` sent with files of these ``names``; shown files are ``listed`` as attachments or not."""
    files = {f"attachment://{name}": _attachment(FIRST_FILE + n, name) for n, name in enumerate(names)}
    components = view.to_components()  # type: ignore[no-untyped-call]  # discord.py leaves it untyped
    shown = set[str]()
    for media in _media(components):
        if file := files.get(media["url"]):
            shown.add(media["url"])
            identity = {} if listed else {"attachment_id": file["id"]}
            media.update(url=file["url"], proxy_url=file["proxy_url"], content_type="image/png", **identity)
    return a_message(
        author={"id": str(author), "username": "bot", "discriminator": "0", "avatar": None, "bot": True},
        components=components,
        attachments=[file for url, file in files.items() if listed or url not in shown],
    )


def _attachment(number: int, name: str) -> dict[str, Any]:
    path = f"{number}/{name}{SIGNATURE}"
    return {"id": str(number), "filename": name, "size": 100, "url": f"{CDN}/{path}", "proxy_url": f"{MEDIA}/{path}"}


def _media(components: Sequence[Any]) -> Iterator[dict[str, Any]]:
    for part in walk(components):
        for holder in (part, *part.get("items", ())):
            yield from (holder[key] for key in ("media", "file") if key in holder)
