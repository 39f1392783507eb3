"""From a draft that may start now to a card and a running job."""

import logging
from contextlib import suppress
from dataclasses import replace
from typing import Any

import discord

from bot.admission.admission import AdmissionControl
from bot.admission.draft import Draft
from bot.errors import AlreadyHandled, SaveFailed, UserError
from bot.images.errors import FilesUnwritable
from bot.images.reference_loader import ReferenceLoader
from bot.jobs.card import Card
from bot.jobs.errors import NotDeliverable
from bot.jobs.job import Job
from bot.jobs.service import JobService
from bot.members.selection import ReferenceSelections
from bot.net.errors import NETWORK_ERRORS
from bot.worker.runner import JobRunner
from cogs.cards import job_card, notices
from cogs.cards.custom_ids import Action, custom_id
from cogs.delivery.placeholders import Placeholders
from cogs.gate.gate import Gate
from cogs.i18n.error_messages import error_message
from cogs.i18n.markdown import code
from cogs.interactions.responses import InitialResponses

_log = logging.getLogger(__name__)


class JobStarter:
    """Admits drafts, shows their cards and hands their jobs to the runner."""

    def __init__(
        self,
        admission: AdmissionControl,
        jobs: JobService,
        runner: JobRunner,
        reference_loader: ReferenceLoader,
        selections: ReferenceSelections,
        placeholders: Placeholders,
        responses: InitialResponses,
        gate: Gate,
    ) -> None:
        self._admission = admission
        self._jobs = jobs
        self._runner = runner
        self._reference_loader = reference_loader
        self._selections = selections
        self._placeholders = placeholders
        self._responses = responses
        self._gate = gate

    async def start(self, interaction: discord.Interaction[Any], draft: Draft) -> bool:
        """Answer ``interaction`` with the card of a job.

        Returns False if the attached files made the bot refuse the draft; the member has been told why.

        Raises:
            UserError: the draft was refused, and ``interaction`` has no response yet.
            AlreadyHandled: another bot has answered ``interaction``, or it has a job already.
        """
        response = self._responses.to(interaction)
        # A slow disk delays the card; this tells whether the placeholder until then may be public.
        response.private = draft.private
        card = self._placeholders.card(
            interaction, private=draft.private, spoiler=draft.spoiler, plain=draft.plain, mark=response.mark
        )
        if draft.must_be_read:
            return await self._start_after_reading(interaction, draft, card)
        await self._start_at_once(interaction, draft, card)
        return True

    async def _start_at_once(self, interaction: discord.Interaction[Any], draft: Draft, card: Card) -> None:
        """The usual way: with nothing to read, the first response is the card of an accepted job."""
        job, response = await self._admit(interaction, draft, card), self._responses.to(interaction)
        # The custom_id of Cancel contains the job's id, so it identifies this message even if the connection breaks.
        t, cancel_id = self._responses.translator(interaction), custom_id(Action.CANCEL, job.id)
        try:
            message_id = await response.show(
                job_card.running(job, t, None),
                private=card.private,
                custom_id=cancel_id,
                plain=lambda: job_card.running(job.as_plain(), t, None),
            )
        except AlreadyHandled:
            await self._jobs.withdraw(job)
            raise
        except Exception as error:
            # The member only sees Discord's "did not respond": there is no card that could report the failure.
            await self._jobs.abandon(job, NotDeliverable(message=type(error).__name__))
            raise
        card = replace(card, message_id=message_id, plain=card.plain or response.plain)
        if draft.picker:
            # The picker is about to find the stored job, for a link to its card.
            job = await self._jobs.set_card(job, card)
        # Else the submitter stores the card: in the same commit as the submit's intent, unless the job has to wait.
        await self._run(interaction, draft, job.on_card(card))

    async def _start_after_reading(self, interaction: discord.Interaction[Any], draft: Draft, card: Card) -> bool:
        """Show a placeholder, then read the files: that may take longer than the 3 s that Discord waits."""
        t, response = self._responses.translator(interaction), self._responses.to(interaction)
        reading = notices.reading(t, "" if draft.plain else draft.prompt or "")
        pending = await self._placeholders.show(
            interaction, card, reading, plain=lambda: notices.reading(t), placeholder=True
        )
        async with self._placeholders.under_way(pending):
            try:
                draft = await self._read(interaction.user.id, draft)
                await self._gate.check_draft(interaction, draft)
                card = replace(pending.card, plain=pending.card.plain or response.plain)
                job = await self._admit(interaction, draft, card)
            except AlreadyHandled:
                raise
            except Exception as error:
                # Errors are shown to the member alone, so a public placeholder has to go.
                if not card.private:
                    await response.delete()
                if not isinstance(error, UserError):
                    raise
                view = notices.notice(t("title-refused"), error_message(error, t))
                await response.show_error(view, lambda: notices.blocked(t))
                return False
        # The job is accepted: if this edit fails, the runner's next one shows the card.
        with suppress(discord.HTTPException, *NETWORK_ERRORS):
            await response.show(
                job_card.running(job, t, None),
                private=card.private,
                plain=lambda: job_card.running(job.as_plain(), t, None),
            )
        await self._run(interaction, draft, job.as_plain() if response.plain else job)
        return True

    async def _run(self, interaction: discord.Interaction[Any], draft: Draft, job: Job) -> None:
        """Run a job whose card is shown; the references it uses leave the member's selection."""
        self._runner.start(job)
        if job.request.images:
            with suppress(SaveFailed):  # they stay selected until they expire
                await self._selections.remove(job.user_id, (image.url for image in job.request.images))
        if draft.overruled:
            t = self._responses.translator(interaction)
            told = t("parameter-overruled", parameter=code(draft.overruled), chosen=job.request.aspect_ratio)
            # The card shows the ratio as well, so nothing is lost where this can't be shown.
            with suppress(AlreadyHandled, discord.HTTPException, *NETWORK_ERRORS):
                await self._responses.to(interaction).send_followup(notices.notice(t("title-overruled"), told))

    async def _read(self, user_id: int, draft: Draft) -> Draft:
        """Check the attached images and read the prompt file. Raises UserError."""
        try:
            for image in draft.unread:
                await self._reference_loader.verify(user_id, image)
            if draft.prompt_file is None:
                return draft
            prompt = await self._reference_loader.prompt(user_id, draft.prompt_file)
            return replace(draft, prompt=prompt).without_parameters(self._admission.model.aspects_offered)
        except OSError as error:
            _log.error(
                "couldn't save a member's files (%s): check DATA_DIR, its free disk space and its permissions", error
            )
            raise FilesUnwritable from error

    async def _admit(self, interaction: discord.Interaction[Any], draft: Draft, card: Card) -> Job:
        """Admit the draft. Raises UserError, or AlreadyHandled if ``interaction`` has a job already."""
        return await self._admission.admit(
            interaction.user.id,
            draft.request(),
            card,
            (await self._gate.limits(interaction)).quota,
            parent=draft.parent,
            parent_url=draft.parent_url,
            made=draft.made,
            references_from=draft.references_from,
            sources=draft.sources if any(draft.sources) else (),
            # All jobs of a picker share its interaction's id, so the unique column lets only one of them in.
            interaction_id=draft.picker or interaction.id,
        )
