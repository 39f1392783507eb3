"""Pictures that are meant to hold the bot up, over real sockets and in its real processes."""

import asyncio
import signal
from pathlib import Path

from tests.standin import Upload
from tests.support.pictures import endless, png
from tests.support.stage import a_stage
from tests.support.waiting import eventually

ENDLESS = 5 << 20
"""Bytes of a picture: more than a reference may have without being re-encoded."""


def _runs(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text("ascii", "replace")
    except OSError:
        return False


async def test_a_picture_that_decodes_for_minutes_holds_up_neither_members_nor_the_end(tmp_path: Path) -> None:
    async with a_stage(tmp_path, REFERENCE_TRANSPORT="inline") as stage:
        bomb = Upload("photo.jpg", await asyncio.to_thread(endless, (6000, 6000), ENDLESS), width=6000, height=6000)
        stuck = await stage.accepted(images={"image1": bomb})
        (reader,) = await eventually(stage.bot.children)
        for asked in [await stage.accepted(images={"image1": Upload("fox.png", png((64, 64)))}) for _ in range(3)]:
            assert len((await asked.delivered()).pictures) == 1
        assert stuck.ending is None
        assert _runs(reader)
        assert await stage.bot.stop() == 0
        await eventually(lambda: not _runs(reader))
        await stage.bot.start()
        await eventually(stage.bot.children)
        readers = stage.bot.children()
        stage.bot.send(signal.SIGKILL)
        await stage.bot.ended()
        await eventually(lambda: not any(map(_runs, readers)))
        await stage.bot.start()
        await stage.press(stuck.interaction.user, stuck.card, "Cancel")
        await eventually(lambda: stuck.ending or "Cancelled" in stuck.card.text)
