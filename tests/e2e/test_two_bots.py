"""Two bots on one token by mistake, each with a ``DATA_DIR`` of its own: what one answers, the other leaves alone."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.entries import (
    Entry,
    a_button,
    a_command,
    a_command_with_a_file,
    a_form,
    a_form_with_images_that_wait_for_it,
)
from tests.standin import Interaction
from tests.support.locales import ENGLISH
from tests.support.process import BotProcess
from tests.support.stage import CLOCK_SPEED, ImagineCall, Stage, a_stage
from tests.support.waiting import eventually

TIMES = 4
"""How often it is left to chance which of the two is faster."""

GO = ENGLISH("button-go")


@dataclass(frozen=True, slots=True)
class Pair:
    """The stage with one bot, and another bot on it."""

    stage: Stage
    other: BotProcess

    async def decided(self, interaction: Interaction) -> None:
        """Both have tried to answer, Discord has let one of them, and the other has seen it."""
        over = f"interaction {interaction.id} was already handled"
        await eventually(lambda: over in self.stage.bot.log + self.other.log)
        assert f"another bot responded to interaction {interaction.id}" in self.stage.bot.log + self.other.log
        path = f"/interactions/{interaction.id}/"
        codes = [request.code or 0 for request in self.stage.discord.requests if request.path.startswith(path)]
        assert sorted(codes) == [0, 40060]


@asynccontextmanager
async def _two_bots(tmp_path: Path, confirm_above: int = 10**6, shards: int = 1) -> AsyncIterator[Pair]:
    for name in ("one", "two"):
        (tmp_path / name).mkdir(mode=0o700)
    above = str(confirm_above)
    async with a_stage(tmp_path / "one", shards=shards, CONFIRM_CREDITS=above) as stage:
        folder = tmp_path / "two"
        async with BotProcess(
            stage.discord, stage.imini, folder, clock_speed=CLOCK_SPEED, CONFIRM_CREDITS=above
        ) as other:
            await other.start()
            await stage.discord.until(lambda: stage.discord.gateway.connected == 2 * shards, within=20)
            yield Pair(stage, other)


def _books(tmp_path: Path) -> tuple[int, int]:
    """Credits that both together have charged, and how many jobs are still open."""
    charged = still_open = 0
    for folder in ("one", "two"):
        with closing(sqlite3.connect(tmp_path / folder / "imagine.db")) as database:
            one, other = database.execute(
                "SELECT coalesce(sum(charged), 0), coalesce(sum(NOT acknowledged), 0) FROM jobs"
            ).fetchone()
            charged, still_open = charged + one, still_open + other
    return charged, still_open


async def _delivered(asked: ImagineCall) -> None:
    """The pictures come onto the card that answered."""
    await asked.stage.discord.until(lambda: asked.card.pictures, within=15)


@pytest.mark.parametrize("entry", [a_command, a_command_with_a_file, a_form], ids=lambda entry: entry.__name__)
async def test_what_both_hear_is_drawn_once_and_paid_once(tmp_path: Path, entry: Entry) -> None:
    async with _two_bots(tmp_path) as pair:
        stage = pair.stage
        for _ in range(TIMES):
            asked = await entry(stage)
            await pair.decided(asked.interaction)
            await _delivered(asked)
            assert (asked.shown, len(asked.submits)) == ([asked.card], 1)
            assert asked.interaction.followups == []
        assert stage.discord.messages.created == TIMES
    assert _books(tmp_path) == (TIMES, 0)


async def test_two_processes_with_the_same_shards_carry_out_a_command_of_each_shard_once(tmp_path: Path) -> None:
    async with _two_bots(tmp_path, shards=2) as pair:
        stage, world = pair.stage, pair.stage.discord.world
        for shard in (0, 1, 1, 0):
            channel = world.add_channel(world.add_guild("Studio", shard=(shard, 2)), "art")
            asked = await stage.accepted(channel=channel)
            await pair.decided(asked.interaction)
            await _delivered(asked)
            assert (asked.shown, len(asked.submits)) == ([asked.card], 1)
    assert _books(tmp_path) == (4, 0)


@pytest.mark.parametrize("entry", [a_button, a_form_with_images_that_wait_for_it], ids=lambda entry: entry.__name__)
async def test_what_only_one_of_them_understands_is_answered_once(tmp_path: Path, entry: Entry) -> None:
    async with _two_bots(tmp_path) as pair:
        stage = pair.stage
        for _ in range(TIMES):
            asked = await entry(stage)
            await pair.decided(asked.interaction)
            if not asked.refused:
                await _delivered(asked)
        submits = [request for request in stage.imini.requests if request.method == "POST"]
        # A prompt that comes back as a file has no alternative text.
        drawn = [picture for message in stage.discord.messages for picture in message.pictures if picture.description]
        assert len(submits) == len(drawn)
    assert _books(tmp_path) == (len(submits), 0)


async def test_go_is_carried_out_once_whoever_is_faster(tmp_path: Path) -> None:
    async with _two_bots(tmp_path, confirm_above=0) as pair:
        stage = pair.stage
        for _ in range(TIMES):
            asked = await stage.accepted()
            (go,) = (button["custom_id"] for button in asked.card.buttons if button["label"] == GO)
            pressed = await stage.discord.click(asked.interaction.user, asked.card, go)
            await pair.decided(pressed)
            if pressed.message is not asked.card:
                await _delivered(ImagineCall(stage, asked.prompt, pressed))
            assert len(asked.submits) == len(asked.shown)
            assert pressed.followups == []
    assert _books(tmp_path)[1] == 0
