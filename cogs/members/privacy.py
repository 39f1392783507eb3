"""``/privacy``: export or erase a member's data, and say who may use their pictures."""

import io
from functools import partial
from typing import Any

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.members.privacy import Privacy
from bot.members.readers import Readers
from bot.members.selection import ReferenceSelections
from bot.requests.errors import BadOption
from bot.servers.consent import Consent, Consents
from cogs.cards import notices
from cogs.cards.custom_ids import PageAction, page_id
from cogs.cards.elements import BLURPLE, RED, container
from cogs.i18n import keys
from cogs.i18n.command_names import localized
from cogs.i18n.markdown import joined
from cogs.i18n.translator import Translator
from cogs.interactions.responses import InitialResponses
from cogs.members.erasure import MessageErasure

EXPORT_BYTES = 8 << 20
"""Bytes per file, within every upload limit that Discord has had so far."""

WITH_CARDS = "cards"
"""State of the button that deletes the member's cards as well."""


class PrivacyCog(commands.Cog):
    """Exports and erases a member's own data, never another member's."""

    privacy = app_commands.Group(
        name="privacy",
        description=localized("Your data and pictures: export, erase, allow or forbid", "command-privacy"),
    )

    def __init__(
        self,
        privacy: Privacy,
        record_days: int,
        selections: ReferenceSelections,
        readers: Readers,
        erasure: MessageErasure,
        consents: Consents,
        responses: InitialResponses,
    ) -> None:
        self._privacy = privacy
        self._record_days = record_days
        self._selections = selections
        self._readers = readers
        self._erasure = erasure
        self._consents = consents
        self._responses = responses

    @privacy.command(description=localized("Get your jobs and defaults as a file", "command-privacy-export"))
    async def export(self, interaction: discord.Interaction[Any]) -> None:
        """Send the data privately, in several files if one would exceed the upload limit. Raises AlreadyWaiting."""
        with self._readers.reading(interaction.user.id):
            await self._responses.to(interaction).show(
                notices.waiting(self._responses.translator(interaction)), private=True
            )
            await self._send(interaction)

    async def _send(self, interaction: discord.Interaction[Any]) -> None:
        t = self._responses.translator(interaction)
        documents = self._privacy.export(interaction.user.id, min(EXPORT_BYTES, interaction.filesize_limit))
        response, number = self._responses.to(interaction), 0
        async for document in documents:
            number += 1
            name = f"imagine-export-{number}.json"
            view, files = _exported(name, t), partial(_file, name, document)
            if number == 1:
                await response.show(view, private=True, files=files)
            else:
                await response.send_followup(view, files)

    @privacy.command(
        description=localized("Erase your prompts, references, defaults and history", "command-privacy-erase")
    )
    async def erase(self, interaction: discord.Interaction[Any]) -> None:
        """Ask for confirmation."""
        t = self._responses.translator(interaction)
        buttons = ui.ActionRow[ui.LayoutView](
            _erase_button(t("button-erase")), _erase_button(t("button-erase_cards"), WITH_CARDS)
        )
        text = f"### {t('title-erase')}\n{t('erase-question', n=self._record_days)}"
        view = container(RED, ui.TextDisplay(text), buttons)
        await self._responses.to(interaction).show(view, private=True)

    @privacy.command(
        description=localized(
            "Choose who may use your pictures as references, or see your choice", "command-privacy-references"
        )
    )
    @app_commands.describe(
        allow=localized("Who may use your pictures (leave out to see your current choice)", "option-allow")
    )
    @app_commands.choices(
        allow=[
            app_commands.Choice(name=localized("Nobody", "choice-nobody"), value=Consent.NOBODY.value),
            app_commands.Choice(name=localized("Anyone", "choice-anyone"), value=Consent.ANYONE.value),
            app_commands.Choice(
                name=localized("Let each server's rule decide", "choice-unsaid"), value=Consent.UNSAID.value
            ),
        ]
    )
    async def references(self, interaction: discord.Interaction[Any], allow: str | None = None) -> None:
        """Store the member's word if they give one, and show it. Raises SaveFailed, StorageUnavailable."""
        if allow is None:
            word = await self._consents.of(interaction.user.id)
        else:
            word = _word(allow)
            await self._consents.set(interaction.user.id, word)
        t = self._responses.translator(interaction)
        news = "" if allow is None else t("change-saved")
        view = notices.notice(t("title-references"), joined(news, t(keys.CONSENT[word])), BLURPLE)
        await self._responses.to(interaction).show(view, private=True)

    async def confirmed(self, interaction: discord.Interaction[Any], state: str) -> None:
        """Erase the member's data, and delete their cards if ``state`` is ``WITH_CARDS``. Raises SaveFailed."""
        await self._responses.to(interaction).acknowledge()
        user_id, t = interaction.user.id, self._responses.translator(interaction)
        if state == WITH_CARDS:
            # First: if the bot is killed after this, the next start still deletes the messages.
            await self._erasure.mark(user_id)
        await self._selections.erase(user_id)
        await self._privacy.erase(user_id)
        if state == WITH_CARDS:
            await self._erasure.start(interaction)
        else:
            await self._responses.to(interaction).update(notices.notice(t("title-erased"), t("erase-done")))


def _word(value: str) -> Consent:
    try:
        return Consent(value)
    except ValueError:
        raise BadOption(field="allow", rule="enum") from None


def _file(name: str, document: bytes) -> list[discord.File]:
    return [discord.File(io.BytesIO(document), name)]


def _erase_button(label: str, state: str = "") -> ui.Button[ui.LayoutView]:
    return ui.Button(label=label, style=discord.ButtonStyle.danger, custom_id=page_id(PageAction.ERASE, state))


def _exported(name: str, t: Translator) -> ui.LayoutView:
    lines = f"### {t('title-export')}\n{t('export-what')}"
    return container(BLURPLE, ui.TextDisplay(lines), ui.File(f"attachment://{name}"))
