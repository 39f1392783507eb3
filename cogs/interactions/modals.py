"""Submitted modals, dispatched by their custom_id: one that was opened before a restart still works.

discord.py keeps every modal in memory until it is submitted, for ever if it never is, and knows none after a restart.
"""

import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import discord
from discord.ext import commands

from bot.errors import AlreadyHandled
from bot.jobs.errors import UnknownJob
from bot.net.errors import NETWORK_ERRORS
from bot.requests.attachment import ImageAttachment
from bot.requests.prompt import has_visible_text
from cogs.cards import notices
from cogs.gate.gate import Gate
from cogs.interactions.error_handler import ErrorHandler
from cogs.interactions.responses import InitialResponses

_log = logging.getLogger(__name__)


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


@dataclass(frozen=True, slots=True)
class Kept:
    """The field of a modal whose text is given back if it is refused: Discord has closed the modal by then.

    ``title`` and ``text`` are the keys of what is said with the file ``name``. What has no more than ``few`` characters
    is quickly typed again.
    """

    field: str
    title: str
    text: str = "form-given-back"
    name: str = "text.txt"
    few: int = 0


GiveBack = Callable[[discord.Interaction[Any], ModalValues, Kept], Awaitable[None]]
"""Gives a member back what they typed; see ``ModalRouter.give_back``."""


@dataclass(frozen=True, slots=True)
class _Form:
    """A kind of modal."""

    template: re.Pattern[str]
    handler: ModalHandler
    kept: Kept | None


class ModalRouter(commands.Cog):
    """Dispatches submitted modals to the handlers registered by ``add``."""

    def __init__(self, gate: Gate, errors: ErrorHandler, responses: InitialResponses) -> None:
        self._gate = gate
        self._errors = errors
        self._responses = responses
        self._forms: list[_Form] = []

    def add(self, template: str, handler: ModalHandler, kept: Kept | None = None) -> None:
        """Register ``handler`` for the modals whose custom_id matches ``template``.

        Of one that is refused, by the gate or by what the handler raises, the ``kept`` text is given back.
        """
        self._forms.append(_Form(re.compile(template), handler, kept))

    async def give_back(self, interaction: discord.Interaction[Any], modal: ModalValues, kept: Kept) -> None:
        """Send a member what they typed as a file, if it can be seen and they can be reached."""
        typed = modal.value(kept.field)
        if not has_visible_text(typed) or len(typed) <= kept.few:
            return
        t = self._responses.translator(interaction)
        view = notices.with_file(t(kept.title), t(kept.text), kept.name)
        try:
            await self._responses.to(interaction).send_followup(view, lambda: [notices.text_file(typed, kept.name)])
        except AlreadyHandled:
            # Another bot on this token has the values, and the member must not see two replies.
            pass
        except (discord.HTTPException, *NETWORK_ERRORS, RuntimeError) as error:
            # aiohttp raises RuntimeError once its session is closed, which happens when the bot stops.
            _log.warning("couldn't give back what was typed in interaction %d: %s", interaction.id, error)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        if interaction.type is not discord.InteractionType.modal_submit:
            return
        data: Mapping[str, Any] = interaction.data or {}
        form, modal = None, None
        try:
            form, match = self._find(data["custom_id"])
            modal = ModalValues.parse(data)
            await self._gate.check_form(interaction, data["custom_id"])
            await form.handler(interaction, match, modal)
        except Exception as error:  # noqa: BLE001 - the handler tells user errors from bugs
            await self._errors.handle(interaction, error)
            if form and form.kept and modal and not isinstance(error, AlreadyHandled):
                await self.give_back(interaction, modal, form.kept)

    def _find(self, custom_id: str) -> tuple[_Form, re.Match[str]]:
        """The kind of a modal. Raises UnknownJob."""
        for form in self._forms:
            if match := form.template.fullmatch(custom_id):
                return form, match
        # Another version of the bot opened it.
        raise UnknownJob


def _attachment(attachment: Mapping[str, Any]) -> ImageAttachment:
    fields = ("filename", "url", "content_type", "size", "width", "height")
    return ImageAttachment(**{name: attachment[name] for name in fields if name in attachment})
