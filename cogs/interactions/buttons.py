"""Pressed buttons of cards: what each of them does, and who may press those that spend credits."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import discord

from bot.jobs.job import Job
from bot.jobs.service import JobService
from cogs.cards.custom_ids import Action, PageAction
from cogs.interactions.dynamic_items import PageHandler
from cogs.interactions.permissions import ButtonsFor, check_spender

JobHandler = Callable[[discord.Interaction[Any], Job], Awaitable[None]]
StateHandler = Callable[[discord.Interaction[Any], str], Awaitable[None]]
PressObserver = Callable[[Job, discord.Message | None], None]

_SPENDING = {Action.AGAIN, Action.EDIT, Action.VARY, Action.SHARPER}


@dataclass(slots=True)
class Buttons:
    """What the buttons do; each feature adds its own before the first one is pressed.

    ``on_job`` has handlers that receive the job of a card, ``on_state`` those that need no record of it, and
    ``on_page`` those of pages that only one member sees. ``observers`` are told the job and the message of every press
    that ``on_job`` handles, before its handler is called.
    """

    on_job: dict[Action, JobHandler] = field(default_factory=dict)
    on_state: dict[Action, StateHandler] = field(default_factory=dict)
    on_page: dict[PageAction, PageHandler] = field(default_factory=dict)
    observers: list[PressObserver] = field(default_factory=list)


class ButtonRouter:
    """Hands a press to what ``buttons`` has for it; loads the job where the handler needs one."""

    def __init__(self, jobs: JobService, buttons_for: ButtonsFor, buttons: Buttons) -> None:
        self._jobs = jobs
        self._buttons_for = buttons_for
        self._buttons = buttons

    async def on_button(self, interaction: discord.Interaction[Any], action: Action, state: str) -> None:
        """Do what the button says, about the job or whatever else ``state`` names. Raises UserError."""
        if handler := self._buttons.on_state.get(action):
            await handler(interaction, state)
            return
        job = await self._jobs.get(state)
        if action in _SPENDING:
            check_spender(interaction, job.user_id, self._buttons_for, declined=job.declined)
        for observe in self._buttons.observers:
            observe(job, interaction.message)
        await self._buttons.on_job[action](interaction, job)
