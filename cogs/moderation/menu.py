"""The message menu Moderate: what a moderator can do about a card."""

from typing import Any

import discord

from bot.errors import StorageError
from bot.jobs.errors import ShowsNoJob
from bot.servers.act_log import ActLog, Moderated
from cogs.cards.shown import job_on
from cogs.gate.entrance import server_of
from cogs.interactions.responses import InitialResponses
from cogs.jobs.removal import Removals
from cogs.moderation.panel import panel
from cogs.moderation.targets import ModeratedMessage


class ModerationMenu:
    """Shows a moderator, privately, what they can do about the job of a message."""

    def __init__(self, act_log: ActLog, removals: Removals, responses: InitialResponses) -> None:
        self._act_log = act_log
        self._removals = removals
        self._responses = responses

    async def moderate(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        """Show the panel. Raises ShowsNoJob."""
        target = job_on(message) if message.author == interaction.client.user else None
        if target is None:
            raise ShowsNoJob
        origin = message.interaction_metadata
        user_id = await self._removals.requester(target.job_id) or target.user_id or (origin.user.id if origin else 0)
        try:
            done = await self._act_log.moderated(server_of(interaction))
        except StorageError:
            done = Moderated()
        t = self._responses.translator(interaction)
        state = ModeratedMessage(target.job_id, user_id, message.id)
        view = panel(state, t, blurred=target.job_id in done.blurred, rights=interaction.app_permissions)
        await self._responses.to(interaction).show(view, private=True)
