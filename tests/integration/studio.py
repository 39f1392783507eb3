"""A Discord server with the bot, and what a test does there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import simcord

from bot.app import ImagineBot
from bot.credits.quota import Balance
from bot.jobs.job import Job
from bot.storage.sql.jobs import SqlJobRepository
from bot.storage.sql.pending import SqlPending
from bot.storage.sqlite.database import SqliteDatabase
from bot.worker.pending import PendingMessage, PendingMessages
from sandbox.imini.server import Received, SandboxImini
from tests.support.databases import pending_in
from tests.support.simtime import SimTime

JOB_SECONDS = 40.0
"""Longer than any job of one small picture takes."""


@dataclass(frozen=True, slots=True)
class Studio:
    """A server with a channel and a member, the bot, and imini."""

    env: simcord.Env
    imini: SandboxImini
    guild: simcord.GuildHandle
    channel: simcord.ChannelHandle
    alice: simcord.MemberActor
    time: SimTime
    databases: Sequence[SqliteDatabase]

    @property
    def bot(self) -> ImagineBot:
        """The running bot, which a restart replaces."""
        assert isinstance(self.env.bot, ImagineBot)
        return self.env.bot

    @property
    def repository(self) -> SqlJobRepository:
        """The stored jobs of the running bot."""
        return SqlJobRepository(self.databases[-1], self.databases[-1].run)

    @property
    def pending_messages(self) -> PendingMessages:
        """The pending messages of the running bot."""
        return PendingMessages(SqlPending(self.databases[-1], self.databases[-1].run))

    async def pending(self) -> list[PendingMessage]:
        """The stored pending messages."""
        return await pending_in(self.databases[-1])

    @property
    def submits(self) -> list[Received]:
        """The submits that reached imini."""
        return [request for request in self.imini.requests if request.method == "POST"]

    async def imagine(self, prompt: str = "a red fox", **options: Any) -> simcord.InteractionResult:
        """Alice runs ``/imagine`` with a prompt."""
        return await self.alice.slash(self.channel, "imagine", prompt=prompt, **options)

    async def finished(self, prompt: str = "a red fox", **options: Any) -> simcord.ResponseMessage:
        """Alice runs ``/imagine`` and waits for its end; returns the final card."""
        result = await self.imagine(prompt, **options)
        await self.time.advance(JOB_SECONDS)
        return the_card(result)

    async def jobs(self) -> list[Job]:
        """Alice's stored jobs, newest first."""
        return await self.repository.of_user(self.alice.id)

    async def job(self) -> Job:
        """Alice's newest stored job."""
        return (await self.jobs())[0]

    async def balance(self, who: simcord.MemberActor | None = None) -> Balance:
        """The balance of ``who``, or of Alice."""
        return await self.bot.services.members.quota.balance((who or self.alice).id)


def offer_every_file(studio: Studio) -> None:
    """Have Discord's client offer every file for every option, as those do that are older than ``file_types``."""
    # Copies: the commands are those of every test in this process.
    commands = studio.env.backend.commands[None]
    for key, command in commands.items():
        options = [
            {name: value for name, value in option.items() if name != "file_types"}
            for option in command.get("options", ())
        ]
        commands[key] = {**command, "options": options}


def the_card(result: simcord.InteractionResult) -> simcord.ResponseMessage:
    """The response to an interaction, as it is now."""
    assert result.response
    return result.response
