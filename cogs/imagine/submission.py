"""Single entry point for new jobs, used by commands, modals and buttons."""

from collections.abc import Mapping
from typing import Any

import discord

from bot.admission.admission import AdmissionControl
from bot.admission.draft import Draft
from bot.admission.quotes import Quotes
from bot.budgets.errors import BudgetExceeded
from bot.credits.errors import QuotaExceeded
from bot.jobs.job import Job
from bot.members.preferences import Preferences
from bot.requests.attachment import ImageAttachment
from bot.requests.limits import AttachmentLimits
from bot.requests.request import SettingsFields
from bot.servers.errors import ReferenceRefused
from bot.servers.tiers import Limits
from cogs.gate.gate import Gate
from cogs.imagine.estimate import Estimates
from cogs.imagine.job_starter import JobStarter
from cogs.interactions.permissions import ButtonsFor, check_attaching, check_spender, server_of
from cogs.references.origins import Origins
from cogs.references.selected import SelectedReferences


class Submission:
    """Checks drafts, and asks for confirmation where one costs much. Whoever presses or types pays."""

    def __init__(
        self,
        admission: AdmissionControl,
        limits: AttachmentLimits,
        origins: Origins,
        selected: SelectedReferences,
        quotes: Quotes,
        estimates: Estimates,
        starter: JobStarter,
        gate: Gate,
        buttons_for: ButtonsFor,
    ) -> None:
        self._admission = admission
        self._limits = limits
        self._origins = origins
        self._selected = selected
        self._quotes = quotes
        self._estimates = estimates
        self._starter = starter
        self._gate = gate
        self._buttons_for = buttons_for

    async def check(self, interaction: discord.Interaction[Any]) -> None:
        """Raise UserError where no job can start now, whatever the draft holds."""
        await self._admission.check_intake(interaction.user.id, server_of(interaction))
        check_attaching(interaction)

    async def check_images(self, images: Mapping[str, ImageAttachment]) -> dict[str, ImageAttachment]:
        """Check attached images, by their options, from what Discord says of them. Raises BadAttachment.

        Returns them with the sources of those that are others'.
        """
        for option, image in images.items():
            image.check(option, self._limits)
        return await self._origins.attached(images)

    async def limits(self, interaction: discord.Interaction[Any]) -> Limits:
        """What the member's roles allow here."""
        return await self._gate.limits(interaction)

    async def defaults(self, interaction: discord.Interaction[Any], preferences: Preferences) -> SettingsFields:
        """A member's own defaults and the bot's, as far as the member's roles allow them here."""
        return (await self.limits(interaction)).within(preferences.settings())

    def understood(self, draft: Draft) -> Draft:
        """The draft with the parameters in its prompt obeyed. Raises BadParameters."""
        return draft.without_parameters(self._admission.model.aspects_offered)

    def check_parent(self, interaction: discord.Interaction[Any], job: Job) -> None:
        """Raise NotRequester unless the member may make another job from ``job``."""
        check_spender(interaction, job.user_id, self._buttons_for, declined=job.declined)

    async def check_draft(self, interaction: discord.Interaction[Any], draft: Draft) -> None:
        """Raise UserError if a rule refuses a complete draft."""
        await self._gate.check_draft(interaction, draft)

    async def check_references(self, interaction: discord.Interaction[Any], draft: Draft) -> None:
        """Raise ReferenceRefused if the draft has pictures of others that the member may not use."""
        await self._gate.check_sources(interaction, draft.sources)

    async def submit(self, interaction: discord.Interaction[Any], draft: Draft) -> bool:
        """Answer with the card of a job, or with an estimate if the job costs more than ``CONFIRM_CREDITS``.

        Returns False if the draft was refused after all: once its files were read, or because the member can no longer
        afford what they confirmed. The member has been told.

        Raises:
            UserError: the draft was refused, and ``interaction`` has no response yet.
            AlreadyHandled: another bot has answered ``interaction``, or it has a job already.
        """
        await self.check(interaction)
        draft = self.understood(draft)
        self._check_draft(draft)
        try:
            await self._gate.check_draft(interaction, draft)
        except ReferenceRefused:
            await self._selected.recheck(interaction, (image.url for image in draft.settings.images))
            raise
        check_spender(interaction, draft.parent_user, self._buttons_for, declined=draft.parent_declined)
        unconfirmed = self._quotes.needs_confirmation(draft)
        if unconfirmed or (draft.must_be_read and not await self._is_affordable(interaction, draft)):
            await self._estimates.show(interaction, draft)
            return unconfirmed
        try:
            return await self._starter.start(interaction, draft)
        except (QuotaExceeded, BudgetExceeded):
            # Nothing had to be read, so nothing is answered yet: reserving the credits said what asking first would.
            await self._estimates.show(interaction, draft)
            return False

    async def _is_affordable(self, interaction: discord.Interaction[Any], draft: Draft) -> bool:
        tiers = (await self.limits(interaction)).quota
        return await self._quotes.is_affordable(interaction.user.id, server_of(interaction), draft, tiers)

    def _check_draft(self, draft: Draft) -> None:
        """Raise BadOption for what the model does not offer. A prompt in a file is checked once it is read."""
        if draft.prompt_file:
            self._admission.check_settings(draft.settings)
        else:
            self._admission.check_request(draft.request())
