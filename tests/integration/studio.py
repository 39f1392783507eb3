"""A Discord server with the bot in it, and what a test does there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import simcord

from bot.app import ImagineBot
from bot.credits.quota import Balance
from bot.jobs.job import Job
from bot.storage.sqlite.database import Database
from bot.storage.sqlite.jobs import SqliteJobRepository
from bot.storage.sqlite.pending import SqlitePending
from bot.worker.pending import PendingMessages
from sandbox.imini.server import Received, SandboxImini
from tests.support.simtime import SimTime

JOB_SECONDS = 40.0
"""Longer than any job of one small picture takes."""


@dataclass(frozen=True, slots=True)
class Studio:
    """A channel in a server, a member, and the bot between her and imini."""

    env: simcord.Env
    imini: SandboxImini
    guild: simcord.GuildHandle
    channel: simcord.ChannelHandle
    alice: simcord.MemberActor
    time: SimTime
    databases: Sequence[Database]

    @property
    def bot(self) -> ImagineBot:
        """The bot that runs now; another one after a restart."""
        assert isinstance(self.env.bot, ImagineBot)
        return self.env.bot

    @property
    def repository(self) -> SqliteJobRepository:
        """The jobs as the bot that runs now has them on disk."""
        return SqliteJobRepository(self.databases[-1])

    @property
    def pending_messages(self) -> PendingMessages:
        """What is stored of cards that are no job's."""
        return PendingMessages(SqlitePending(self.databases[-1]))

    @property
    def submits(self) -> list[Received]:
        """The submits that reached imini."""
        return [request for request in self.imini.requests if request.method == "POST"]

    async def imagine(self, prompt: str = "a red fox", **options: Any) -> simcord.InteractionResult:
        """Alice runs ``/imagine`` with a prompt."""
        return await self.alice.slash(self.channel, "imagine", prompt=prompt, **options)

    async def finished(self, prompt: str = "a red fox", **options: Any) -> simcord.ResponseMessage:
        """Alice runs ``/imagine`` and waits until it is over; returns the card as it is then."""
        result = await self.imagine(prompt, **options)
        await self.time.advance(JOB_SECONDS)
        return the_card(result)

    async def jobs(self) -> list[Job]:
        """Alice's jobs as they are stored, the newest first."""
        return await self.repository.of_user(self.alice.id)

    async def job(self) -> Job:
        """The newest of them."""
        return (await self.jobs())[0]

    async def balance(self, who: simcord.MemberActor | None = None) -> Balance:
        """What a member has left: Alice, unless it is somebody else."""
        return await self.bot.services.members.quota.balance((who or self.alice).id)


def the_card(result: simcord.InteractionResult) -> simcord.ResponseMessage:
    """The answer to a command, as it is now."""
    assert result.response
    return result.response
