"""``/privacy``: what is known of a member, to read or to erase."""

import io
from functools import partial
from typing import Any

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.readers import Readers
from bot.services import Services
from bot.texts import Words
from bot.tray import Trays
from cogs import notices, render
from cogs.answers import Answers
from cogs.ids import Own, own_id
from cogs.parts import BLURPLE, RED, panel
from cogs.translation import text

EXPORT_BYTES = 8 << 20
"""Bytes of a file that Discord has taken everywhere and at any time."""


class PrivacyCog(commands.Cog):
    """Export and erasure, for a member's own data only."""

    privacy = app_commands.Group(
        name="privacy", description=text("What the bot knows of you: read it or erase it", "command-privacy")
    )

    def __init__(self, services: Services, answers: Answers, trays: Trays, readers: Readers) -> None:
        self._answers = answers
        self._privacy = services.privacy
        self._readers = readers
        self._trays = trays
        self._texts = services.texts

    @privacy.command(description=text("Get your jobs and defaults as a file", "command-privacy-export"))
    async def export(self, interaction: discord.Interaction[Any]) -> None:
        """Send the files, privately; several, where one would be too large for Discord. Raises StillFetching."""
        with self._readers.reading(interaction.user.id):
            await self._answers.to(interaction).show(notices.waiting(self._words(interaction)), private=True)
            await self._send(interaction)

    async def _send(self, interaction: discord.Interaction[Any]) -> None:
        words = self._words(interaction)
        documents = self._privacy.export(interaction.user.id, min(EXPORT_BYTES, interaction.filesize_limit))
        answer, number = self._answers.to(interaction), 0
        async for document in documents:
            number += 1
            name = f"imagine-export-{number}.json"
            view, files = _exported(name, words), partial(_file, name, document)
            if number == 1:
                await answer.show(view, private=True, files=files)
            else:
                await answer.add(view, files)

    @privacy.command(description=text("Erase your prompts, references, defaults and history", "command-privacy-erase"))
    async def erase(self, interaction: discord.Interaction[Any]) -> None:
        """Say what will be gone and what will not, and ask."""
        words = self._words(interaction)
        confirm = ui.Button[ui.LayoutView](
            label=words("button-erase"), style=discord.ButtonStyle.danger, custom_id=own_id(Own.ERASE)
        )
        question = ui.TextDisplay[ui.LayoutView](f"### {words('title-erase')}\n{words('erase-question')}")
        await self._answers.to(interaction).show(panel(RED, question, ui.ActionRow(confirm)), private=True)

    async def confirmed(self, interaction: discord.Interaction[Any], _: str) -> None:
        """Erase what is known of whoever pressed."""
        await self._answers.to(interaction).acknowledge()
        self._trays.erase(interaction.user.id)
        await self._privacy.erase(interaction.user.id)
        words = self._words(interaction)
        await self._answers.to(interaction).update(render.notice(words("title-erased"), words("erase-done")))

    def _words(self, interaction: discord.Interaction[Any]) -> Words:
        return self._texts(str(interaction.locale))


def _file(name: str, document: bytes) -> list[discord.File]:
    return [discord.File(io.BytesIO(document), name)]


def _exported(name: str, words: Words) -> ui.LayoutView:
    lines = f"### {words('title-export')}\n{words('export-what')}"
    return panel(BLURPLE, ui.TextDisplay(lines), ui.File(f"attachment://{name}"))
