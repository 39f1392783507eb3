"""What a member or a crowd gets for nothing is bounded, and everybody else is served meanwhile."""

import asyncio
from pathlib import Path

import pytest

from bot.storage.sql.jobs import SqlJobRepository
from bot.storage.sqlite.database import SqliteDatabase
from tests.standin import Channel, Interaction
from tests.support.clock import FakeClock
from tests.support.jobs import a_card, a_finished_job, a_request, put
from tests.support.locales import ENGLISH
from tests.support.stage import ImagineCall, Stage, a_stage

PATIENCE = 3.0
"""Seconds within which Discord wants an answer."""

LONG = "Лиса бежит " * 2900
"""Close to the longest prompt, in letters of two bytes."""


def _latency(interaction: Interaction) -> float:
    assert interaction.ack_latency is not None
    return interaction.ack_latency


async def _raid(stage: Stage, accounts: int, channel: Channel, times: int = 1) -> list[ImagineCall]:
    raiders = [stage.member() for _ in range(accounts)]
    asked = [await stage.ask("a raid", user=raider, channel=channel) for _ in range(times) for raider in raiders]
    await asyncio.gather(*(job.interaction.acknowledged() for job in asked))
    return asked


def _submits(stage: Stage) -> list[str]:
    """The prompts that reached imini, in their order."""
    posts = (request.json for request in stage.imini.requests if request.method == "POST")
    return [post["prompt"] for post in posts if isinstance(post, dict)]


@pytest.mark.parametrize(("accounts", "times"), [(14, 3), (60, 1)])
async def test_a_crowd_in_one_server_keeps_nobody_out_and_nobody_waiting(
    tmp_path: Path, accounts: int, times: int
) -> None:
    async with a_stage(tmp_path, MAX_OPEN_JOBS="40", MAX_SUBMITS="1", speed=5.0) as stage:
        elsewhere = stage.discord.world.add_channel(stage.discord.world.add_guild("Home"), "art")
        raid = await _raid(stage, accounts, stage.channel, times)
        assert any(job.refused for job in raid)
        others = [await stage.accepted("an owl", channel=elsewhere) for _ in range(3)]
        sent = len(_submits(stage))
        assert [other.refused for other in others] == [False] * 3
        assert max(_latency(other.interaction) for other in others) < PATIENCE
        for other in others:
            await other.delivered(60)
        # Servers take turns: of each two submits, one is of the other server.
        places = [_submits(stage).index(other.prompt) for other in others]
        assert max(places) < sent + 2 * len(others) + 2


async def test_members_who_have_nothing_open_get_a_place_although_a_crowd_of_their_server_has_taken_its_fill(
    tmp_path: Path,
) -> None:
    async with a_stage(tmp_path, MAX_OPEN_JOBS="40", speed=1.0) as stage:
        await _raid(stage, 14, stage.channel, 3)
        assert not (await stage.accepted("an owl")).refused


@pytest.mark.parametrize("way", ["sandbox:moderated", "sandbox:flagged"])
async def test_of_a_members_refused_prompts_few_reach_imini_and_fewer_stay_in_the_journal(
    tmp_path: Path, way: str
) -> None:
    async with a_stage(tmp_path, MAX_DECLINED="5", QUOTA_MAX_RUNNING="1") as stage:
        member = stage.member()
        for _ in range(30):
            asked = await stage.accepted(f"{way} {LONG[:5000]}", user=member)
            if not asked.refused:
                await asked.ended()
        assert len(_submits(stage)) == 5
        assert not (await stage.accepted()).refused
        await stage.bot.stop()
    assert _size(tmp_path) < 1_000_000


def _size(folder: Path) -> int:
    """Bytes of the journal."""
    return sum(file.stat().st_size for file in folder.glob("imagine.db*"))


async def _long_history(folder: Path, jobs: int, user_id: int) -> None:
    """Let the journal hold that many of a member's jobs, each with a long prompt."""
    async with SqliteDatabase(folder / "imagine.db", FakeClock().clock) as database:
        repository = SqlJobRepository(database, database.run)
        for number in range(jobs):
            card = a_card(message_id=1000 + number)
            request = a_request(prompt=f"{LONG}{number}")
            await put(repository, a_finished_job(id=f"{number:010}", user_id=user_id, card=card, request=request))


async def test_whoever_reads_or_erases_much_over_and_over_keeps_nobody_waiting(tmp_path: Path) -> None:
    async with a_stage(tmp_path) as stage:
        member = stage.member()
        await stage.bot.stop()
        await _long_history(tmp_path, 200, int(member.id))
        await stage.bot.start()
        slash, channel = stage.discord.slash, stage.channel

        async def others() -> list[float]:
            return [_latency((await stage.accepted("an owl")).interaction) for _ in range(5)]

        for _ in range(10):
            await slash(member, channel, "privacy export", {})
            await slash(member, channel, "history", {"text": "nothing like it"})
        assert max(await others()) < PATIENCE
        question = await (await slash(member, channel, "privacy erase", {})).acknowledged()
        assert question.message
        (erase,) = [b["custom_id"] for b in question.message.buttons if b["label"] == ENGLISH("button-erase")]
        presses = [await stage.discord.click(member, question.message, erase) for _ in range(100)]
        await asyncio.gather(*(press.acknowledged() for press in presses))
        asked = [await stage.ask("an owl") for _ in range(5)]
        for other in asked:
            await other.delivered()
            assert _latency(other.interaction) < PATIENCE / 2
