"""The line on which interactions reach the bot: below SimCord, which sends only what Discord's own client would."""

import logging
import math
from collections.abc import Iterator
from dataclasses import replace

import pytest
from simcord.backend import serializers
from simcord.backend.models import Interaction as Record
from simcord.backend.models import Message
from simcord.interactions import base_payload

from tests.integration.fuzz import wire
from tests.integration.fuzz.answers import faults, offers
from tests.integration.fuzz.archive import JOBS
from tests.integration.fuzz.commands import commands
from tests.integration.fuzz.interactions import Command, Form, Interaction, Place, Press, Sender
from tests.integration.fuzz.values import Data
from tests.integration.studio import Studio
from tests.support.jobs import put

V2 = 1 << 15
"""The flag of messages that are all components."""

A_JOBS_END = 4.0
"""Seconds after which a job that imini has refused is off the bot's hands."""


class Line:
    """Hands interactions to the bot, which has ``commands``; its last answer ``offered`` something for use."""

    def __init__(self, studio: Studio, log: pytest.LogCaptureFixture) -> None:
        self.commands = commands(studio.bot.tree)
        self.offered: list[Press | Form] = []
        self._studio = studio
        self._env = studio.env
        self._backend = studio.env.backend
        self._log = log
        self._other = studio.env.create_user("bob")
        studio.guild.add_member(self._other)
        self._thread = self._backend.create_thread(studio.channel.id, "sketches", studio.alice.id)

    async def have(self, name: str) -> None:
        """Store this job of Alice's (one of JOBS), and no other."""
        repository = self._studio.repository
        for left in await repository.open_jobs():
            await put(repository, replace(left, acknowledged=True))
        await repository.forget(math.inf)
        if job := JOBS[name]:
            card = replace(job.card, guild_id=self._studio.guild.id, channel_id=self._studio.channel.id)
            url = f"{self._studio.imini.origin}/file/2026/01/01/1.png"
            images = tuple(replace(image, url=url) for image in job.images)
            await put(repository, replace(job, user_id=self._studio.alice.id, card=card, images=images))

    async def send(self, interaction: Interaction, sender: Sender) -> list[str]:
        """``sender`` sends it. Returns what is wrong with the answer: nothing, if all is well."""
        self._log.clear()
        self._backend.http_requests.clear()
        self._backend.transcript.clear()  # pytest shows it when a test fails
        errors, submits = self._env.error_cursor, len(self._studio.submits)
        record = self._emit(interaction, sender)
        try:
            await self._env.settle()
        except TimeoutError as error:
            return [f"unfinished: {error}"]
        self.offered = list(offers(record, self._shown(record)))
        if len(self._studio.submits) > submits:
            await self._studio.time.advance(A_JOBS_END)
        return [*self._bugs(errors), *faults(record, self._backend.http_requests)]

    def _emit(self, interaction: Interaction, sender: Sender) -> Record:
        record, payload = base_payload(
            self._backend,
            type=wire.kind(interaction).value,
            channel_id=self._channel(sender),
            guild_id=None if sender.place in {Place.DM, Place.GROUP} else self._studio.guild.id,
            user_id=self._user(sender),
            data=wire.data(interaction),
        )
        payload.update(wire.circumstances(sender, payload, self._user(sender)))
        if not isinstance(interaction, Command) and interaction.files is not None:
            message = self._message(record.channel_id, list(interaction.files))
            record.source_message_id = message.id
            payload["message"] = dict(serializers.message_payload(self._backend, message))
            if isinstance(interaction, Press):
                payload["message"]["components"] = wire.components(interaction)
        self._backend.emit("INTERACTION_CREATE", payload)
        return record

    def _user(self, sender: Sender) -> int:
        return self._studio.alice.id if sender.requester else self._other.id

    def _channel(self, sender: Sender) -> int:
        if sender.place in {Place.DM, Place.GROUP}:
            return self._backend.get_dm_channel(self._user(sender)).id
        return self._thread.id if sender.place is Place.THREAD else self._studio.channel.id

    def _message(self, channel_id: int, files: list[Data]) -> Message:
        """The bot's own message that an interaction comes from."""
        text = [{"type": 10, "content": "a card"}]
        message = self._backend.create_message(channel_id, self._backend.bot_user.id, components=text, flags=V2)
        message.attachments = [{**file, "id": str(number)} for number, file in enumerate(files)]
        return message

    def _shown(self, record: Record) -> list[Data]:
        """The components of the message that answers an interaction."""
        message = self._backend.messages[record.channel_id].get(record.message_id or 0)
        return message.components if message else []

    def _bugs(self, errors: int) -> Iterator[str]:
        yield from (f"unhandled: {error!r}" for error in self._env.errors_since(errors))
        for record in self._log.records:
            if record.levelno >= logging.ERROR:
                yield f"logged: {logging.Formatter().format(record)}"
