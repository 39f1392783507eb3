"""The one door for orders: commands, modals and buttons all come in here, and leave a card and a running job."""

import logging
from contextlib import suppress
from dataclasses import replace
from typing import Any

import discord

from bot.admission.admission import AdmissionControl
from bot.admission.draft import Draft
from bot.errors import AlreadyHandled, UserError
from bot.images.errors import FilesUnwritable
from bot.images.reference_loader import ReferenceLoader
from bot.jobs.card import OUTSIDE, Card
from bot.jobs.errors import NotDeliverable
from bot.jobs.job import Job
from bot.jobs.service import JobService
from bot.members.selection import ReferenceSelections
from bot.net.errors import NETWORK_ERRORS
from bot.runtime.clock import Clock
from bot.worker.pending import PendingMessage, PendingMessages
from bot.worker.runner import JobRunner
from cogs.cards import job_card, notices
from cogs.cards.custom_ids import Action, custom_id
from cogs.delivery.interaction_card import card_of
from cogs.i18n.error_messages import error_message
from cogs.imagine.estimate import Estimates
from cogs.interactions.permissions import ButtonsFor, check_attaching, check_spender
from cogs.interactions.responses import InitialResponses

_log = logging.getLogger(__name__)


class Submission:
    """Takes orders. Whoever presses or types pays with credits of their own."""

    def __init__(
        self,
        admission: AdmissionControl,
        jobs: JobService,
        runner: JobRunner,
        pending_messages: PendingMessages,
        reference_loader: ReferenceLoader,
        estimates: Estimates,
        responses: InitialResponses,
        selections: ReferenceSelections,
        buttons_for: ButtonsFor,
        clock: Clock,
    ) -> None:
        self._admission = admission
        self._jobs = jobs
        self._runner = runner
        self._pending_messages = pending_messages
        self._reference_loader = reference_loader
        self._estimates = estimates
        self._responses = responses
        self._selections = selections
        self._buttons_for = buttons_for
        self._clock = clock

    def check(self, interaction: discord.Interaction[Any]) -> None:
        """Raise Refusal where no order can be taken, whatever it holds."""
        server_id = interaction.guild_id if interaction.is_guild_integration() else None
        self._admission.check_intake(interaction.user.id, server_id or OUTSIDE)
        check_attaching(interaction)

    async def submit(self, interaction: discord.Interaction[Any], draft: Draft) -> bool:
        """Answer ``interaction`` with the card of a job, or with an estimate if the request is expensive.

        Returns False if the order was refused after all: once its files had been read, or as a Go that can't be
        afforded any more; the member has been told.

        Raises:
            Refusal: nothing was taken, and ``interaction`` has no answer yet.
            AlreadyHandled: nor will it have one of ours.
        """
        self.check(interaction)
        self._check_order(draft)
        check_spender(interaction, draft.parent_user, self._buttons_for, declined=draft.parent_declined)
        asks = self._estimates.needed(draft) and not draft.confirmed
        if asks or not await self._estimates.affordable(interaction.user.id, draft):
            await self._estimates.show(interaction, draft)
            return asks
        response = self._responses.to(interaction)
        response.private = draft.private
        card = card_of(
            interaction,
            self._clock.now(),
            private=draft.private,
            spoiler=draft.spoiler,
            plain=draft.plain,
            mark=response.mark,
        )
        if draft.unread or draft.prompt_file:
            return await self._take_after_reading(interaction, draft, card)
        await self._take_at_once(interaction, draft, card)
        return True

    def _check_order(self, draft: Draft) -> None:
        """Raise BadOption for what the model does not offer, as far as it is known: a file may hold the prompt."""
        if draft.prompt_file:
            self._admission.check_settings(draft.settings)
        else:
            self._admission.check_request(draft.request())

    async def _take_at_once(self, interaction: discord.Interaction[Any], draft: Draft, card: Card) -> None:
        """The usual way: everything is known, so the first answer is the card of an accepted job."""
        job, response = await self._admit(interaction, draft, card), self._responses.to(interaction)
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
            # Discord showed the member that the bot did not respond, so there is no card to tell anything on.
            await self._jobs.abandon(job, NotDeliverable(message=type(error).__name__))
            raise
        card = replace(card, message_id=message_id, plain=card.plain or response.plain)
        self._start(await self._jobs.set_card(job, card))

    async def _take_after_reading(self, interaction: discord.Interaction[Any], draft: Draft, card: Card) -> bool:
        """Some file has to be read before anything is known: show a card first, as reading takes time."""
        t, response = self._responses.translator(interaction), self._responses.to(interaction)
        pending = await self._pending_messages.begin(
            PendingMessage(str(interaction.id), interaction.user.id, card),
            lambda: response.show(notices.reading(t), private=card.private, placeholder=True),
        )
        async with self._pending_messages.under_way(pending):
            try:
                draft = await self._read(interaction.user.id, draft)
                job = await self._admit(interaction, draft, pending.card)
            except AlreadyHandled:
                raise
            except Exception as error:
                # What goes wrong is for the member's eyes alone, although a card was shown already.
                if not card.private:
                    await response.delete()
                if not isinstance(error, UserError):
                    raise
                told = notices.notice(t("title-refused"), error_message(error, t))
                await response.show_error(told, lambda: notices.blocked(t))
                return False
        # The job is taken: a card that can't be edited just now will be by the runner.
        with suppress(discord.HTTPException, *NETWORK_ERRORS):
            await response.show(
                job_card.running(job, t, None),
                private=card.private,
                plain=lambda: job_card.running(job.as_plain(), t, None),
            )
        self._start(job.as_plain() if response.plain else job)
        return True

    def _start(self, job: Job) -> None:
        """Begin a job whose card is there: it uses up what it takes from the member's tray."""
        self._selections.remove(job.user_id, (image.url for image in job.request.images))
        self._runner.start(job)

    async def _read(self, user_id: int, draft: Draft) -> Draft:
        """The order with its files looked at, and the prompt out of its file. Raises Refusal."""
        try:
            for upload in draft.unread:
                await self._reference_loader.verify(user_id, upload)
            if draft.prompt_file is None:
                return draft
            prompt = await self._reference_loader.prompt(user_id, draft.prompt_file)
            return replace(draft, prompt=prompt)
        except OSError as error:
            _log.error(
                "a member's files can't be written to be looked at (%s): check DATA_DIR, its disk and its rights", error
            )
            raise FilesUnwritable from error

    async def _admit(self, interaction: discord.Interaction[Any], draft: Draft, card: Card) -> Job:
        """A job of the order. Raises Refusal, or AlreadyHandled: ``interaction`` has one already."""
        return await self._admission.admit(
            interaction.user.id,
            draft.request(),
            card,
            parent=draft.parent,
            parent_url=draft.parent_url,
            references_from=draft.references_from,
            interaction_id=draft.picker or interaction.id,
        )
