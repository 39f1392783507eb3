"""More: a panel for whoever pressed, with what they can do with a job besides what its card offers.

It is no select on the card: a client keeps what was chosen there, and the same could not be chosen twice.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

import discord
from discord import ui

from bot.errors import StorageError
from bot.jobs.errors import PermissionDenied, UnknownJob
from bot.jobs.job import Job
from bot.jobs.service import JobService
from bot.requests.errors import AtHighestQuality
from bot.requests.request import RequestSettings
from bot.requests.variations import sharper
from cogs.cards.custom_ids import Action, Target
from cogs.interactions.buttons import PressObserver
from cogs.interactions.dynamic_items import carries
from cogs.interactions.permissions import ButtonsFor, Role, is_requester, may_manage, may_spend, role_at
from cogs.interactions.responses import InitialResponses
from cogs.more.menu_view import Redrawn, menu
from cogs.more.pressed import PressedCards


class MoreButton:
    """The button More. Who may do what is asked again when a button of the panel is pressed."""

    def __init__(
        self,
        jobs: JobService,
        price: Callable[[RequestSettings], int],
        buttons_for: ButtonsFor,
        pressed: PressedCards,
        observers: Sequence[PressObserver],
        responses: InitialResponses,
    ) -> None:
        self._jobs = jobs
        self._price = price
        self._buttons_for = buttons_for
        self._pressed = pressed
        self._observers = observers
        self._responses = responses

    async def open(self, interaction: discord.Interaction[Any], state: str) -> None:
        """Open the panel; ``state`` is a ``Target``, as the job may no longer be stored.

        Raises:
            UnknownJob: the job is no longer stored, and the member can't delete its messages.
            PermissionDenied: nothing is left that the member may do.
        """
        message = interaction.message
        # Whatever a client sends, only a message of the bot's own that has this very button counts.
        if message is None or message.author != interaction.client.user or not carries(message, interaction):
            raise UnknownJob
        job, target = None, replace(Target.parse(state), message_id=message.id)
        # Whoever wants something deleted must be able to, even while the disk fails.
        with suppress(StorageError):
            job = await self._jobs.find(target.job_id)
            target = replace(target, user_id=await self._jobs.requester(target.job_id) or target.user_id)
        view = self.panel(interaction, job, target, is_private=message.flags.ephemeral)
        if job:
            for observe in self._observers:
                observe(job, message)
        response = self._responses.to(interaction)
        # First as an update of the message, so that the token of this press can edit it from the panel.
        await response.acknowledge()
        if panel_id := await response.show(view, private=True):
            self._pressed.remember(panel_id, interaction)

    def panel(
        self,
        interaction: discord.Interaction[Any],
        job: Job | None,
        target: Target,
        *,
        is_private: bool,
        done: str = "",
    ) -> ui.LayoutView:
        """The panel for this member; ``is_private`` says whether others can't see the message that it is about.

        ``done`` says what was done just now. Raises as ``open``.
        """
        actions = [*self._on_job(interaction, job, is_private=is_private)] if job else []
        if role_at(interaction, target.user_id, interaction.guild_id, interaction.channel_id) is not Role.NEITHER:
            actions.append(Action.DELETE)
        if not actions:
            raise PermissionDenied if job else UnknownJob
        larger = _larger(job) if job else None
        redrawn = Redrawn(larger.resolution, larger.quality, self._price(larger)) if larger else None
        return menu(target, self._responses.translator(interaction), actions, redrawn, done)

    def _on_job(self, interaction: discord.Interaction[Any], job: Job, *, is_private: bool) -> Iterator[Action]:
        """What the member may do with a job that is stored."""
        may_use = bool(job.images) and job.paid and not job.banned_from(interaction.guild_id)
        is_own = is_requester(interaction, job)
        if may_use and _larger(job) and may_spend(interaction, job.user_id, self._buttons_for, declined=job.declined):
            yield Action.REDRAW
        if may_use:
            yield Action.DOWNLOAD
        if may_use and is_own:
            yield Action.ALT_TEXT
        if may_use and is_own and is_private:
            yield Action.SHARE
        if not job.declined or may_manage(interaction, job):
            yield Action.DETAILS


def _larger(job: Job) -> RequestSettings | None:
    """The settings of one picture of the job, redrawn; None if they are the largest and finest already."""
    try:
        return job.request.model_copy(update={**sharper(job.request), "num": 1})
    except AtHighestQuality:
        return None
