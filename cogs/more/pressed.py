"""The messages behind panels: those on which members pressed More."""

from collections.abc import Awaitable, Sequence
from contextlib import suppress
from typing import Any

import discord
from discord import ui

from bot.jobs.card import Card
from bot.jobs.errors import WordsBlocked
from bot.jobs.job import Job
from bot.net.errors import NETWORK_ERRORS
from cogs.cards.custom_ids import Target
from cogs.cards.shown import ShownFile, walk
from cogs.interactions.claims import edits_of, webhook_of
from cogs.more.presses import PanelPresses
from cogs.verdicts import Verdict, judge


class PressedCards:
    """Reads and edits the messages behind panels, also where only an interaction's token can.

    The press on More was acknowledged as an update of its message, so its token can edit that message for 15 minutes.
    Later, or when the press is forgotten, the bot itself can, if it is in the channel.

    Source: https://discord.com/developers/docs/interactions/receiving-and-responding#followup-messages
    """

    def __init__(self, client: discord.Client, presses: PanelPresses) -> None:
        self._client = client
        self._presses = presses

    def remember(self, panel_id: int, press: discord.Interaction[Any]) -> None:
        """Keep the token of the ``press`` that opened the panel."""
        self._presses.add(panel_id, Card(press.application_id, press.token, token_expires=0))

    async def read(self, interaction: discord.Interaction[Any], message_id: int, job: Job) -> discord.Message | None:
        """The message of ``job`` behind the panel that was used; None if the bot can't see it."""
        found = await self._read(interaction, message_id)
        # What a form says may be forged, and then be about a message with another job.
        return found if found and _shows(found, job) else None

    async def edit(
        self,
        interaction: discord.Interaction[Any],
        message_id: int,
        view: ui.LayoutView,
        files: Sequence[ShownFile] = (),
    ) -> bool:
        """Show ``view`` on the message behind the panel that was used, and keep those of its ``files``.

        Returns False if the bot can't change the message: it is not in the channel, or only one member sees the
        message, and the press on More is too old or forgotten.

        Raises:
            WordsBlocked: Discord blocks the text.
        """
        # discord.py only calls ``to_dict`` on an attachment that an edit keeps, and ShownFile has that.
        kept: Any = list(files)
        if press := self._press(interaction):
            by_token = edits_of(self._client, press).edit_message(message_id, view=view, attachments=kept)
            if await _succeeds(by_token):
                return True
        return await _succeeds(self._posted(interaction, message_id).edit(view=view, attachments=kept))

    async def is_gone(self, interaction: discord.Interaction[Any], message_id: int) -> bool:
        """Whether it is certain that the message behind the panel that was used is deleted.

        Only the press on More can tell: to the bot itself, what one member alone sees looks deleted as well.
        """
        if press := self._press(interaction):
            try:
                await webhook_of(self._client, press).fetch_message(message_id)
            except discord.HTTPException as error:
                return judge(error) is Verdict.DELETED
            except NETWORK_ERRORS:
                return False
        return False

    async def replace_panel(self, interaction: discord.Interaction[Any], view: ui.LayoutView) -> bool:
        """Show ``view`` in place of the panel that was used; False if it was none, or can't be changed any more."""
        if interaction.message and (press := self._press(interaction)):
            return await _succeeds(edits_of(self._client, press).edit_message(interaction.message.id, view=view))
        return False

    async def _read(self, interaction: discord.Interaction[Any], message_id: int) -> discord.Message | None:
        if press := self._press(interaction):
            with suppress(discord.HTTPException, *NETWORK_ERRORS):
                return await webhook_of(self._client, press).fetch_message(message_id)
        with suppress(discord.HTTPException, *NETWORK_ERRORS):
            return await self._posted(interaction, message_id).fetch()
        return None

    def _press(self, interaction: discord.Interaction[Any]) -> Card | None:
        """The press that opened the panel, as what holds its token; None if it is forgotten."""
        return self._presses.find(interaction.message.id) if interaction.message else None

    def _posted(self, interaction: discord.Interaction[Any], message_id: int) -> discord.PartialMessage:
        channel = self._client.get_partial_messageable(interaction.channel_id or 0)
        return channel.get_partial_message(message_id)


def behind(interaction: discord.Interaction[Any]) -> int | None:
    """The message behind the panel whose button was pressed; None for the button of a card."""
    data: Any = interaction.data or {}
    target = Target.of(data.get("custom_id", ""))
    return target.message_id if target else None


def _shows(message: discord.Message, job: Job) -> bool:
    """Whether a button of the message is about the job."""
    targets = (Target.of(getattr(part, "custom_id", None) or "") for part in walk(message.components))
    return any(target and target.job_id == job.id for target in targets)


async def _succeeds(edit: Awaitable[object]) -> bool:
    """Whether an edit succeeds; another way may, unless Discord blocks the text. Raises WordsBlocked."""
    try:
        await edit
    except discord.HTTPException as error:
        if judge(error) is Verdict.BLOCKED:
            raise WordsBlocked from error
        return False
    except NETWORK_ERRORS:
        return False
    return True
