"""Submitted modals, dispatched by their custom_id: one that was opened before a restart still works.

discord.py keeps every modal in memory until it is submitted, for ever if it never is, and knows none after a restart.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import discord
from discord.ext import commands

from bot.jobs.errors import UnknownJob
from bot.requests.attachment import ImageAttachment
from cogs.gate.gate import Gate
from cogs.interactions.error_handler import ErrorHandler


@dataclass(frozen=True, slots=True)
class ModalValues:
    """What a member filled in: ``values`` by the custom_ids of the fields, and ``files`` by their attachment ids."""

    values: Mapping[str, Sequence[str]]
    files: Mapping[str, ImageAttachment]

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> Self:
        """Read the data of a submitted modal.

        https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-modal-submit-data-structure
        """
        fields = [label["component"] for label in data["components"] if "component" in label]
        attachments = data.get("resolved", {}).get("attachments", {})
        return cls(
            {field["custom_id"]: field.get("values") or [field.get("value") or ""] for field in fields},
            {key: _attachment(attachment) for key, attachment in attachments.items()},
        )

    def value(self, field: str) -> str:
        """The text of ``field``, or its only choice; empty if Discord sent none."""
        return next(iter(self.values.get(field, ())), "")

    def attachments(self, field: str) -> list[ImageAttachment]:
        """The files uploaded in ``field``, in the member's order."""
        return [self.files[key] for key in self.values.get(field, ()) if key in self.files]


ModalHandler = Callable[[discord.Interaction[Any], re.Match[str], ModalValues], Awaitable[None]]
"""Handles a submitted modal; gets the match of its custom_id and what was filled in."""


class ModalRouter(commands.Cog):
    """Dispatches submitted modals to the handlers registered by ``add``."""

    def __init__(self, gate: Gate, errors: ErrorHandler) -> None:
        self._gate = gate
        self._errors = errors
        self._handlers: dict[re.Pattern[str], ModalHandler] = {}

    def add(self, template: str, handler: ModalHandler) -> None:
        """Register ``handler`` for the modals whose custom_id matches ``template``."""
        self._handlers[re.compile(template)] = handler

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        if interaction.type is not discord.InteractionType.modal_submit:
            return
        try:
            await self._dispatch(interaction, interaction.data or {})
        except Exception as error:  # noqa: BLE001 - the handler tells user errors from bugs
            await self._errors.handle(interaction, error)

    async def _dispatch(self, interaction: discord.Interaction[Any], data: Mapping[str, Any]) -> None:
        for template, handler in self._handlers.items():
            if match := template.fullmatch(data["custom_id"]):
                await self._gate.check_form(interaction, data["custom_id"])
                return await handler(interaction, match, ModalValues.parse(data))
        # Another version of the bot opened it.
        raise UnknownJob


def _attachment(attachment: Mapping[str, Any]) -> ImageAttachment:
    fields = ("filename", "url", "content_type", "size", "width", "height")
    return ImageAttachment(**{name: attachment[name] for name in fields if name in attachment})
