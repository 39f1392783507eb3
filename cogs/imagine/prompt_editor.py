"""The prompt editor: a modal for prompt, settings and images, opened by commands and by the button Edit."""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import discord

from bot.admission.draft import Draft
from bot.admission.held_drafts import HeldDrafts
from bot.jobs.job import JOB_ID, Job, Made, MadeBy
from bot.jobs.service import JobService
from bot.members.errors import NothingSelected
from bot.members.preferences import PreferenceStore
from bot.requests.errors import BadParameters, NoPromptFound, ReferencesGone
from bot.requests.prompt import has_visible_text
from bot.requests.request import ReferenceType, RequestSettings, SettingsFields
from cogs.cards import notices
from cogs.cards.jump_urls import job_url, message_url
from cogs.cards.shown import job_on
from cogs.discord_numbers import TEXT_INPUT_LIMIT
from cogs.imagine.prompt_form import IMAGES, PROMPT, filled_in, prompt_form
from cogs.imagine.submission import Submission
from cogs.interactions.modals import GiveBack, Kept, ModalValues
from cogs.interactions.responses import InitialResponses
from cogs.references.attachments import numbered, parts
from cogs.references.selected import SelectedReferences

_SETTINGS = r"(?:-(?P<count>\d{1,2})-(?P<aspect>\d{1,2}:\d{1,2}))?"  # earlier versions left them to the form
_MESSAGE = r"(?:-(?P<message>[0-9]{1,20}))?"
_NEW = rf"(?P<private>[01])(?P<spoiler>[01])-(?P<reference>{'|'.join(ReferenceType)}){_SETTINGS}{_MESSAGE}"
TEMPLATE = rf"imagine-editor:(?:new-{_NEW}|job-(?P<job>{JOB_ID})|held-(?P<held>{JOB_ID}))"
"""An editor's custom_id holds what its fields do not show, or the key of a job or draft that does."""

KEPT = Kept(PROMPT, "title-given-back", "editor-given-back", notices.PROMPT_FILE)
"""What a refused editor gives back."""


class PromptEditor:
    """Opens editors and submits what they return. A restart in between loses only the images of a draft."""

    def __init__(
        self,
        jobs: JobService,
        preferences: PreferenceStore,
        price: Callable[[RequestSettings], int],
        submission: Submission,
        responses: InitialResponses,
        selected: SelectedReferences,
        drafts: HeldDrafts,
        give_back: GiveBack,
    ) -> None:
        self._jobs = jobs
        self._preferences = preferences
        self._price = price
        self._responses = responses
        self._submission = submission
        self._selected = selected
        self._give_back = give_back
        self._drafts = drafts

    async def open(self, interaction: discord.Interaction[Any], draft: Draft) -> None:
        """Open an editor filled in with ``draft``, or send its prompt as a file if it is too long. Raises UserError."""
        await self._submission.check(interaction)
        await self._submission.check_references(interaction, draft)
        prompt = draft.prompt or ""
        t = self._responses.translator(interaction)
        # imini accepts longer prompts than a modal can hold.
        if len(prompt) > TEXT_INPUT_LIMIT:
            text = t("editor-too-long", n=len(prompt), limit=TEXT_INPUT_LIMIT)
            view = notices.with_prompt_file(t("title-given-back"), text)
            await self._responses.to(interaction).show(view, private=True, files=lambda: [notices.prompt_file(prompt)])
            return
        form = prompt_form(self._custom_id(draft), draft, interaction.user.id, t, self._price)
        await self._responses.to(interaction).open_modal(form, notices.modal_too_late(t))

    async def edit(self, interaction: discord.Interaction[Any], job: Job) -> None:
        """Open an editor with the request of ``job``. Raises UserError."""
        draft = _edited(interaction, job)
        await self.open(interaction, await self._with_selection(interaction, draft))

    async def imagine_this(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        """Open an editor with the text of ``message``, or of the message it forwards; with the job of a card.

        Raises UserError.
        """
        if job := await self._job_on(interaction, message):
            await self.edit(interaction, job)
            return
        prompt = next((part.content for part in parts(message) if has_visible_text(part.content)), "")
        if not prompt:
            raise NoPromptFound
        draft = replace(
            await self._new(interaction),
            prompt=prompt,
            typed=True,
            parent_url=_message_url(interaction, message.id),
            made=Made(MadeBy.MESSAGE),
        )
        # What can't be understood stays in the prompt, and is refused if it is submitted.
        with suppress(BadParameters):
            draft = self._submission.understood(draft)
        await self.open(interaction, await self._with_selection(interaction, draft))

    async def use_selection(self, interaction: discord.Interaction[Any], _: str) -> None:
        """Open an empty editor with the member's reference selection. Raises UserError."""
        draft = await self._with_selection(interaction, await self._new(interaction))
        if not draft.settings.images:
            raise NothingSelected
        await self.open(interaction, draft)

    async def on_submit(self, interaction: discord.Interaction[Any], match: re.Match[str], modal: ModalValues) -> None:
        """Submit the values of an editor. Raises UserError."""
        accepted = await self._submit(interaction, await self._draft(interaction, match), modal)
        if not accepted:
            await self._give_back(interaction, modal, KEPT)

    async def give_back(self, interaction: discord.Interaction[Any], prompt: str) -> None:
        """Give back a prompt that was refused outside of an editor, as one is that an editor has lost."""
        await self._give_back(interaction, ModalValues({PROMPT: [prompt]}, {}), KEPT)

    async def _submit(self, interaction: discord.Interaction[Any], draft: Draft, modal: ModalValues) -> bool:
        images = await self._submission.check_images(numbered(modal.attachments(IMAGES)))
        draft = filled_in(draft, interaction.user.id, modal)
        if images:
            draft = draft.with_images(images)
        return await self._submission.submit(interaction, draft)

    async def _with_selection(self, interaction: discord.Interaction[Any], draft: Draft) -> Draft:
        selected = await self._selected.of(interaction)
        return draft.with_images(selected) if selected else draft

    async def _new(self, interaction: discord.Interaction[Any]) -> Draft:
        """A draft of the member's own defaults."""
        preferences = await self._preferences.get(interaction.user.id)
        settings = await self._submission.defaults(interaction, preferences)
        return Draft(RequestSettings.parse(**settings), private=bool(preferences.private))

    async def _job_on(self, interaction: discord.Interaction[Any], message: discord.Message) -> Job | None:
        """The job of one of the bot's cards, if the member may make another one from it. Raises UserError."""
        target = job_on(message) if message.author == interaction.client.user else None
        if target is None:
            return None
        job = await self._jobs.get(target.job_id)
        self._submission.check_parent(interaction, job)
        return job

    def _custom_id(self, draft: Draft) -> str:
        # A modal can't be filled in with images, so a draft that has its own stays in memory.
        if draft.settings.images and not draft.references_from:
            return f"imagine-editor:held-{self._drafts.hold(draft)}"
        if draft.parent:
            return f"imagine-editor:job-{draft.parent}"
        shown = f"{draft.private:d}{draft.spoiler:d}-{draft.reference}-{draft.settings.num}"
        new = f"imagine-editor:new-{shown}-{draft.settings.aspect_ratio}"
        return f"{new}-{draft.parent_url.rpartition('/')[2]}" if draft.parent_url else new

    async def _draft(self, interaction: discord.Interaction[Any], match: re.Match[str]) -> Draft:
        """The draft with which an editor was opened. Raises UserError."""
        if key := match["held"]:
            if held := self._drafts.find(key):
                return held
            raise ReferencesGone
        if match["job"]:
            job = await self._jobs.get(match["job"])
            return _edited(interaction, job)
        # Those that the form opened with: what a member has left as it was is told from what they have chosen.
        shown: SettingsFields = {"num": match["count"], "aspect_ratio": match["aspect"]} if match["count"] else {}
        message_id = match["message"]
        return Draft(
            RequestSettings.parse(**shown),
            private=match["private"] == "1",
            spoiler=match["spoiler"] == "1",
            parent_url=_message_url(interaction, int(message_id)) if message_id else "",
            made=Made(MadeBy.MESSAGE) if message_id else None,
            reference=ReferenceType(match["reference"]),
        )


def _edited(interaction: discord.Interaction[Any], job: Job) -> Draft:
    return Draft.again(job, interaction.channel_id, Made(MadeBy.EDIT), url=job_url(job))


def _message_url(interaction: discord.Interaction[Any], message_id: int) -> str:
    """The link to a message in the channel of the interaction."""
    return message_url(interaction.guild_id, interaction.channel_id, message_id)
