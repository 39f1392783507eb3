"""Rows as earlier versions of the bot have stored them, and files of their schemas."""

import json
from pathlib import Path
from typing import Any

from bot.runtime.clock import Clock
from bot.storage.sqlite import schema
from bot.storage.sqlite.database import SqliteDatabase

CARD = {
    "application_id": 101,
    "token": "aW50ZXJhY3Rpb24",
    "token_expires": 1700000840.25,
    "channel_id": 102,
    "guild_id": 103,
    "message_id": 104,
    "locale": "zh-CN",
    "private": False,
    "spoiler": True,
    "bot_present": False,
    "upload_limit": 105,
    "mark": 106,
    "plain": True,
    "former": None,
}
JOB: dict[str, Any] = {
    "id": "0a1b2c3d4e",
    "user_id": 10,
    "request": {
        "resolution": "2K",
        "aspect_ratio": "16:9",
        "quality": "high",
        "images": [{"url": "https://cdn.discordapp.com/a.png", "reference_type": "style"}],
        "num": 4,
        "prompt": "a red fox",
    },
    "cost": 17,
    "card": {**CARD, "former": {**CARD, "message_id": 107}},
    "created_at": 1700000000.5,
    "state": "failed",
    "task_id": "task_7",
    "submitted_at": 1700000001.5,
    "drawn_in": 31.5,
    "finished_at": 1700000040.5,
    "status": "failed",
    "images": [{"url": "https://file.iminicdn.com/1.png", "width": 1025, "height": 1026}],
    "failure": {
        "kind": "bad_input",
        "code": "INVALID_PROMPT",
        "message": "no",
        "request_id": "req_1",
        "file": {"option": "image1", "filename": "a.png", "problem": "damaged", "limit": 20},
    },
    "charged": 12,
    "notified": True,
    "parent": "ffffffffff",
    "parent_url": "https://discord.com/channels/103/102/108",
    "snapshots": "eeeeeeeeee",
    "alt": "a fox on a hill",
    "parcels": [{"pictures": [2, 3], "message_id": 109, "channel_id": 110, "guild_id": 111}],
    "closed": False,
    "hidden": True,
    "in_vain": True,
    "interaction_id": 112,
}
VERSION = 7
"""The schema version of these rows."""
REMOVALS = [{"user_id": 11, "at": 1700000050.5, "guild_id": 103, "moderator": True}]
PENDING = {"id": "7", "user_id": 12, "card": CARD, "erasing": True}

_JOB = """
    INSERT INTO jobs (id, user_id, state, closed, created_at, task_id, charged, prompt, data)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


async def a_file_of_schema(version: int, path: Path, clock: Clock) -> None:
    """Store jobs of every kind, a member and a pending message, as far as schema ``version`` has them."""
    ended = {**JOB, "id": "1111111111", "task_id": "task_1", "state": "delivered", "failure": None, "closed": True}
    drawn = {**JOB, "id": "2222222222", "task_id": "task_2", "state": "submitted", "failure": None, "finished_at": None}
    async with SqliteDatabase(path, clock, migrations=schema.scripts()[: min(version, VERSION)]) as database:
        for job in (JOB, ended, drawn):
            row = (job["id"], 10, job["state"], job["closed"], job["created_at"], job["task_id"], job["charged"])
            await database.write(_JOB, (*row, "a Red fox", json.dumps(job)))
        await database.write(_JOB, ("3333333333", 10, "delivered", True, 1700000000.0, "task_3", 8, "", ""))
        await database.write("INSERT INTO members (user_id, data) VALUES (10, ?)", (json.dumps({"quality": "low"}),))
        if version >= 3:
            await database.write("INSERT INTO errands (id, data) VALUES ('7', ?)", (json.dumps(PENDING),))
        if version >= 5:
            await database.write("UPDATE jobs SET removals = ? WHERE id = '1111111111'", (json.dumps(REMOVALS),))
            await database.write("UPDATE posts SET fate = 'doomed' WHERE message_id = 109", ())
    async with SqliteDatabase(path, clock, migrations=schema.scripts()[:version]):
        pass
