"""The prompt editor: a form for the prompt, its settings and images, opened by commands and by the button Edit."""

import logging
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import discord

from bot.admission.draft import Draft
from bot.admission.held_drafts import HeldDrafts
from bot.errors import AlreadyHandled
from bot.jobs.job import JOB_ID, Job
from bot.jobs.service import JobService
from bot.members.preferences import PreferenceStore
from bot.members.selection import ReferenceSelections
from bot.net.errors import NETWORK_ERRORS
from bot.requests.errors import NoPromptFound, ReferencesGone
from bot.requests.limits import AttachmentLimits
from bot.requests.prompt import has_visible_text
from bot.requests.request import ReferenceType, RequestSettings
from cogs.cards import notices
from cogs.cards.jump_urls import job_url
from cogs.discord_numbers import TEXT_INPUT_LIMIT
from cogs.imagine.prompt_form import IMAGES, PROMPT, prompt_form, settings
from cogs.imagine.submission import Submission
from cogs.interactions.error_handler import ErrorHandler
from cogs.interactions.modals import ModalValues
from cogs.interactions.responses import InitialResponses
from cogs.references.attachments import numbered, parts

_log = logging.getLogger(__name__)

_NEW = rf"(?P<private>[01])(?P<spoiler>[01])-(?P<reference>{'|'.join(ReferenceType)})"
TEMPLATE = rf"imagine-editor:(?:new-{_NEW}|job-(?P<job>{JOB_ID})|held-(?P<held>{JOB_ID}))"
"""An editor's custom_id: what its form does not show, or where that is kept."""


class PromptEditor:
    """Opens editors and takes what they bring. Apart from images, nothing is lost if the bot restarts in between."""

    def __init__(
        self,
        jobs: JobService,
        members: PreferenceStore,
        price: Callable[[RequestSettings], int],
        limits: AttachmentLimits,
        submission: Submission,
        responses: InitialResponses,
        selections: ReferenceSelections,
        drafts: HeldDrafts,
        errors: ErrorHandler,
    ) -> None:
        self._jobs = jobs
        self._members = members
        self._price = price
        self._limits = limits
        self._responses = responses
        self._submission = submission
        self._selections = selections
        self._errors = errors
        self._drafts = drafts

    async def open(self, interaction: discord.Interaction[Any], draft: Draft) -> None:
        """Open an editor filled in with ``order``. Raises Refusal."""
        self._submission.check(interaction)
        prompt = draft.prompt or ""
        t = self._responses.translator(interaction)
        if len(prompt) > TEXT_INPUT_LIMIT:
            told = t("editor-too-long", n=len(prompt), limit=TEXT_INPUT_LIMIT)
            view = notices.with_prompt_file(t("form-title"), told)
            await self._responses.to(interaction).show(view, private=True, files=lambda: [notices.prompt_file(prompt)])
            return
        form = prompt_form(self._custom_id(draft), prompt, draft.settings, t, self._price)
        await self._responses.to(interaction).open_modal(form, notices.modal_too_late(t))

    async def edit(self, interaction: discord.Interaction[Any], job: Job) -> None:
        """Open an editor with the request of ``job``."""
        await self.open(
            interaction, self._with_tray(interaction, Draft.again(job, interaction.channel_id, url=job_url(job)))
        )

    async def imagine_this(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        """Open an editor with the text of ``message``. Raises Refusal."""
        prompt = next((part.content for part in parts(message) if has_visible_text(part.content)), "")
        if not prompt:
            raise NoPromptFound
        wishes = await self._members.get(interaction.user.id)
        draft = Draft(RequestSettings.parse(**wishes.settings()), prompt, private=bool(wishes.private))
        await self.open(interaction, self._with_tray(interaction, draft))

    async def submitted(self, interaction: discord.Interaction[Any], match: re.Match[str], filled: ModalValues) -> None:
        """Take what an editor brings; if it can't be taken, the member gets the words back."""
        try:
            taken = await self._take(interaction, await self._begun(interaction, match), filled)
        except AlreadyHandled:
            raise
        except Exception as error:  # noqa: BLE001 - the handler tells refusals from bugs
            await self._errors.handle(interaction, error)
            taken = False
        if not taken and has_visible_text(filled.value(PROMPT)):
            await self._give_back(interaction, filled.value(PROMPT))

    async def _take(self, interaction: discord.Interaction[Any], draft: Draft, filled: ModalValues) -> bool:
        images = numbered(filled.attachments(IMAGES))
        for option, image in images.items():
            image.check(option, self._limits)
        draft = replace(draft.with_settings(**settings(filled)), prompt=filled.value(PROMPT))
        if images:
            draft = draft.with_images(images)
        return await self._submission.submit(interaction, draft)

    def _with_tray(self, interaction: discord.Interaction[Any], draft: Draft) -> Draft:
        selection = self._selections.of(interaction.user.id)
        return draft.with_images(numbered(selection.images)) if selection.images else draft

    def _custom_id(self, draft: Draft) -> str:
        if draft.settings.images and not draft.references_from:
            return f"imagine-editor:held-{self._drafts.hold(draft)}"
        if draft.parent:
            return f"imagine-editor:job-{draft.parent}"
        return f"imagine-editor:new-{draft.private:d}{draft.spoiler:d}-{draft.reference}"

    async def _begun(self, interaction: discord.Interaction[Any], match: re.Match[str]) -> Draft:
        """The order with which an editor was opened. Raises Refusal."""
        if key := match["held"]:
            if held := self._drafts.find(key):
                return held
            raise ReferencesGone
        if match["job"]:
            job = await self._jobs.get(match["job"])
            return Draft.again(job, interaction.channel_id, url=job_url(job))
        return Draft(
            RequestSettings(),
            private=match["private"] == "1",
            spoiler=match["spoiler"] == "1",
            reference=ReferenceType(match["reference"]),
        )

    async def _give_back(self, interaction: discord.Interaction[Any], prompt: str) -> None:
        t = self._responses.translator(interaction)
        view = notices.with_prompt_file(t("form-title"), t("editor-given-back"))
        try:
            await self._responses.to(interaction).send_followup(view, lambda: [notices.prompt_file(prompt)])
        except AlreadyHandled:
            pass
        except (discord.HTTPException, *NETWORK_ERRORS) as error:
            _log.warning("the prompt of interaction %d could not be given back: %s", interaction.id, error)
