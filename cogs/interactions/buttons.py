"""Routes button presses to the handlers of the features, and checks who may spend credits."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import discord

from bot.jobs.errors import DeletedMeanwhile
from bot.jobs.job import Job
from bot.jobs.posts import Posts
from bot.jobs.service import JobService
from cogs.cards.custom_ids import Action, PageAction, Target
from cogs.interactions.dynamic_items import PageHandler
from cogs.interactions.permissions import ButtonsFor, check_spender, may_manage

JobHandler = Callable[[discord.Interaction[Any], Job], Awaitable[None]]
StateHandler = Callable[[discord.Interaction[Any], str], Awaitable[None]]
PressObserver = Callable[[Job, discord.Message | None], None]

_SPENDING = {Action.REROLL, Action.EDIT, Action.VARY, Action.REDRAW}


@dataclass(slots=True)
class Buttons:
    """Handlers of buttons. Each feature registers its own in ``setup``, before anybody can press one.

    ``on_job`` handlers get the stored job of the card. ``on_state`` handlers get what the custom_id says, as they must
    work when the job is no longer stored. ``on_page`` handlers serve the pages that only one member sees.
    ``observers`` get the job and the message of every press before its ``on_job`` handler runs.
    """

    on_job: dict[Action, JobHandler] = field(default_factory=dict)
    on_state: dict[Action, StateHandler] = field(default_factory=dict)
    on_page: dict[PageAction, PageHandler] = field(default_factory=dict)
    observers: list[PressObserver] = field(default_factory=list)


class ButtonRouter:
    """Calls the handler of a pressed button, with the job if the handler needs it."""

    def __init__(self, jobs: JobService, posts: Posts, buttons_for: ButtonsFor, buttons: Buttons) -> None:
        self._jobs = jobs
        self._posts = posts
        self._buttons_for = buttons_for
        self._buttons = buttons

    async def on_button(self, interaction: discord.Interaction[Any], action: Action, state: str) -> None:
        """Handle a press; ``state`` is what the custom_id says: a ``Target``, or what else a handler reads.

        Raises UserError.
        """
        if handler := self._buttons.on_state.get(action):
            await handler(interaction, state)
            return
        target = Target.parse(state)
        job = await self._jobs.get(target.job_id)
        if target.message_id:
            await self._check_there(interaction, job, target.message_id)
        if action in _SPENDING:
            check_spender(interaction, job.user_id, self._buttons_for, declined=job.declined)
        # Before the handler, which may need the fresh attachment URLs that came with this press.
        for observe in self._buttons.observers:
            observe(job, interaction.message)
        await self._buttons.on_job[action](interaction, job)

    async def _check_there(self, interaction: discord.Interaction[Any], job: Job, message_id: int) -> None:
        """Raise DeletedMeanwhile where a panel outlived the message of a deleted job, which others must not see again.

        A copy may have been posted since.
        """
        if not job.removals or may_manage(interaction, job):
            return
        if message_id not in {post.message_id for post in await self._posts.of_job(job.id)}:
            raise DeletedMeanwhile
