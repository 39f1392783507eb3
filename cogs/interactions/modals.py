"""Submitted forms, found by their custom_id: one that was opened before a restart still works.

discord.py keeps every modal that was sent in memory, for ever if it is never submitted, and knows none after a restart.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import discord
from discord.ext import commands

from bot.jobs.errors import UnknownJob
from bot.requests.attachment import ImageAttachment
from cogs.interactions.error_handler import ErrorHandler


@dataclass(frozen=True, slots=True)
class ModalValues:
    """What a member filled in, by the custom_ids of the fields: texts and choices, and the files by their ids."""

    values: Mapping[str, Sequence[str]]
    files: Mapping[str, ImageAttachment]

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        """The filled in the data of a submitted modal.

        https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-modal-submit-data-structure
        """
        fields = [label["component"] for label in data["components"] if "component" in label]
        attachments = data.get("resolved", {}).get("attachments", {})
        return cls(
            {field["custom_id"]: field.get("values") or [field.get("value") or ""] for field in fields},
            {key: _attachment(attachment) for key, attachment in attachments.items()},
        )

    def one(self, field: str) -> str:
        """The text of ``field``, or its only choice; empty where nothing came."""
        return next(iter(self.values.get(field, ())), "")

    def attachments(self, field: str) -> list[ImageAttachment]:
        """The files of ``field``, in the order in which they were given."""
        return [self.files[key] for key in self.values.get(field, ()) if key in self.files]


Submit = Callable[[discord.Interaction[Any], re.Match[str], ModalValues], Awaitable[None]]


class ModalRouter(commands.Cog):
    """Hands submitted forms to whoever asked for them; ``add`` says who."""

    def __init__(self, errors: ErrorHandler) -> None:
        self._errors = errors
        self._submits: dict[re.Pattern[str], Submit] = {}

    def add(self, template: str, submit: Submit) -> None:
        """Let ``submit`` take the forms whose custom_id matches ``template``."""
        self._submits[re.compile(template)] = submit

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Every interaction comes by here; submitted forms are taken."""
        if interaction.type is not discord.InteractionType.modal_submit:
            return
        try:
            await self._take(interaction, interaction.data or {})
        except Exception as error:  # noqa: BLE001 - the handler tells refusals from bugs
            await self._errors.handle(interaction, error)

    async def _take(self, interaction: discord.Interaction[Any], data: Mapping[str, Any]) -> None:
        for template, submit in self._submits.items():
            if match := template.fullmatch(data["custom_id"]):
                return await submit(interaction, match, ModalValues.read(data))
        # A form that another version of the bot has opened.
        raise UnknownJob


def _attachment(attachment: Mapping[str, Any]) -> ImageAttachment:
    said = ("filename", "url", "content_type", "size", "width", "height")
    return ImageAttachment(**{name: attachment[name] for name in said if name in attachment})
