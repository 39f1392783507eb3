"""``/server acts``: the last ten acts, and a file of all."""

import csv
import io
from typing import Any

from tests.integration.cards import text_of
from tests.integration.people import a_manager, the_host
from tests.integration.studio import Studio, the_card
from tests.support.locales import ENGLISH

MODERATOR = 7


async def test_without_acts_there_is_no_file(studio: Studio) -> None:
    shown = the_card(await a_manager(studio).slash(studio.channel, "server acts"))
    assert ENGLISH("acts-none") in text_of(shown.components)
    assert shown.ephemeral
    assert shown.attachments == []


async def test_the_last_ten_are_shown_and_all_are_in_the_file_newest_first(studio: Studio) -> None:
    blocks = studio.bot.services.servers.blocks
    for number in range(12):
        await blocks.block(studio.guild.id, 100 + number, MODERATOR, studio.time.now() + 3600, f"=1+{number}")
        await studio.time.advance(1)
    await blocks.block(studio.guild.id + 1, 999, MODERATOR, None, "elsewhere")
    shown = the_card(await a_manager(studio).slash(studio.channel, "server acts"))
    text = text_of(shown.components)
    assert [f"<@{100 + number}>" in text for number in range(12)] == [False] * 2 + [True] * 10
    (file,) = shown.attachments
    content = studio.env.backend.cdn.get(file.url) or b""
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [row["member"] for row in rows] == [f"<@{111 - number}>" for number in range(12)]
    assert rows[0]["act"] == "block"
    assert rows[0]["by"] == f"<@{MODERATOR}>"
    assert rows[0]["time"].endswith("+00:00")
    assert '"reason": "=1+11"' in rows[0]["details"]


async def test_the_host_sees_every_act_of_the_host_s_and_none_of_a_server_s(studio: Studio) -> None:
    host, elsewhere = the_host(studio), studio.env.create_guild("Else*where")
    await studio.bot.services.servers.blocks.block(studio.guild.id, 999, MODERATOR, None, "of a manager")
    assert ENGLISH("acts-none") in text_of(the_card(await host.slash("bot acts")).components)
    commands: list[tuple[str, dict[str, Any]]] = [
        ("bot pause", {"duration": "2h", "reason": "repairs"}),
        ("bot resume", {}),
        ("bot announce", {"text": "New models"}),
        ("bot announce", {}),
        ("bot leave", {"server": str(elsewhere.id)}),
        ("bot block", {"user": studio.alice, "reason": "spam"}),
        ("bot unblock", {"user": studio.alice}),
    ]
    for name, options in commands:
        await host.slash(name, **options)
        await studio.time.advance(1)
    shown = the_card(await host.slash("bot acts"))
    by, alice = f"<@{host.id}>", f"<@{studio.alice.id}>"
    kinds = ["unblock", "block", "leave", "withdraw", "announce", "resume", "pause"]
    text = text_of(shown.components)
    for told in (
        f"{by} paused the bot.",
        "“repairs”",
        f"{by} resumed the bot.",
        f"{by} set the announcement.",
        "“New models”",
        f"{by} removed the announcement.",
        rf"{by} had the bot leave **Else\*where** `{elsewhere.id}`.",
        f"{by} blocked {alice}.",
        f"{by} unblocked {alice}.",
    ):
        assert told in text
    (file,) = shown.attachments
    content = studio.env.backend.cdn.get(file.url) or b""
    assert [row["act"] for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))] == kinds
