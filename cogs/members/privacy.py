"""``/privacy``: what is known of a member, to read or to erase."""

import io
from functools import partial
from typing import Any

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.members.privacy import Privacy
from bot.members.readers import Readers
from bot.members.selection import Trays
from cogs.cards import job_card, notices
from cogs.cards.custom_ids import Own, own_id
from cogs.cards.elements import BLURPLE, RED, panel
from cogs.i18n.command_names import text
from cogs.i18n.translator import Words
from cogs.interactions.responses import Answers
from cogs.members.erasing import Erasing

EXPORT_BYTES = 8 << 20
"""Bytes of a file that Discord has taken everywhere and at any time."""


WITH_CARDS = "cards"
"""The state of the button that has a member's cards deleted as well."""


class PrivacyCog(commands.Cog):
    """Export and erasure, for a member's own data only."""

    privacy = app_commands.Group(
        name="privacy", description=text("Your data: export it or erase it", "command-privacy")
    )

    def __init__(
        self,
        privacy: Privacy,
        retention_days: int,
        answers: Answers,
        trays: Trays,
        readers: Readers,
        erasing: Erasing,
    ) -> None:
        self._answers = answers
        self._privacy = privacy
        self._readers = readers
        self._trays = trays
        self._retention_days = retention_days
        self._erasing = erasing

    @privacy.command(description=text("Get your jobs and defaults as a file", "command-privacy-export"))
    async def export(self, interaction: discord.Interaction[Any]) -> None:
        """Send the files, privately; several, where one would be too large for Discord. Raises StillFetching."""
        with self._readers.reading(interaction.user.id):
            await self._answers.to(interaction).show(
                notices.waiting(self._answers.translator(interaction)), private=True
            )
            await self._send(interaction)

    async def _send(self, interaction: discord.Interaction[Any]) -> None:
        words = self._answers.translator(interaction)
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
        words = self._answers.translator(interaction)
        buttons = ui.ActionRow[ui.LayoutView](
            _answer(words("button-erase")), _answer(words("button-erase_cards"), WITH_CARDS)
        )
        told = f"### {words('title-erase')}\n{words('erase-question', n=self._retention_days)}"
        view = panel(RED, ui.TextDisplay(told), buttons)
        await self._answers.to(interaction).show(view, private=True)

    async def confirmed(self, interaction: discord.Interaction[Any], state: str) -> None:
        """Erase what is known of whoever pressed, and their cards if the button says so."""
        await self._answers.to(interaction).acknowledge()
        user_id, words = interaction.user.id, self._answers.translator(interaction)
        if state == WITH_CARDS:
            await self._erasing.doom(user_id)
        self._trays.erase(user_id)
        await self._privacy.erase(user_id)
        if state == WITH_CARDS:
            await self._erasing.start(interaction)
        else:
            await self._answers.to(interaction).update(job_card.notice(words("title-erased"), words("erase-done")))


def _file(name: str, document: bytes) -> list[discord.File]:
    return [discord.File(io.BytesIO(document), name)]


def _answer(label: str, state: str = "") -> ui.Button[ui.LayoutView]:
    return ui.Button(label=label, style=discord.ButtonStyle.danger, custom_id=own_id(Own.ERASE, state))


def _exported(name: str, words: Words) -> ui.LayoutView:
    lines = f"### {words('title-export')}\n{words('export-what')}"
    return panel(BLURPLE, ui.TextDisplay(lines), ui.File(f"attachment://{name}"))
