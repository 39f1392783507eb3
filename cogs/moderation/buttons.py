"""The buttons Blur, Unblur and Remove of a moderator's panel."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

import discord

from bot.errors import StorageError, saving
from bot.jobs.errors import UnknownJob
from bot.jobs.posts import Post
from bot.net.errors import NETWORK_ERRORS
from bot.runtime.background import BackgroundTasks
from bot.runtime.clock import Clock
from bot.servers.act_log import ActKind, ActLog
from cogs.cards import notices
from cogs.gate.entrance import server_of
from cogs.i18n.markdown import Markup
from cogs.i18n.translator import Translator
from cogs.interactions.permissions import Role
from cogs.interactions.responses import InitialResponses
from cogs.jobs.removal import Removals
from cogs.jobs.sweeper import Sweeper
from cogs.moderation.open_blurs import open_details
from cogs.moderation.panel import failures, missing_rights, panel, removed
from cogs.moderation.targets import ModeratedMessage
from cogs.moderation.veil import Veil

Change = Callable[[Sequence[Post]], Awaitable[Sequence[Post]]]
"""Changes messages; returns those where that failed."""


class ModerationButtons:
    """What is stored comes first; then the panel says so; then the messages change, one after another."""

    def __init__(
        self,
        act_log: ActLog,
        removals: Removals,
        veil: Veil,
        sweeper: Sweeper,
        responses: InitialResponses,
        tasks: BackgroundTasks,
        clock: Clock,
    ) -> None:
        self._act_log = act_log
        self._removals = removals
        self._veil = veil
        self._sweeper = sweeper
        self._responses = responses
        self._tasks = tasks
        self._clock = clock

    async def blur(self, interaction: discord.Interaction[Any], state: str) -> None:
        """Put the job's pictures in this server behind spoilers, also those that are still to come."""
        await self._set_blur(interaction, _parsed(state), blurred=True)

    async def unblur(self, interaction: discord.Interaction[Any], state: str) -> None:
        """Show the job's pictures in this server as their member wanted."""
        await self._set_blur(interaction, _parsed(state), blurred=False)

    async def remove(self, interaction: discord.Interaction[Any], state: str) -> None:
        """Delete the job's messages in this server, and show it there no more."""
        message = _parsed(state)
        with saving():
            await self._removals.record(interaction, message.job_id, message.user_id or None, Role.MODERATOR)
        posts = await self._posts(interaction, message)
        with saving():
            await self._removals.doom(posts)
        t = self._responses.translator(interaction)
        await self._responses.to(interaction).update(removed(message, t))
        self._start(interaction, message, posts, self._sweeper.sweep)

    async def _set_blur(
        self, interaction: discord.Interaction[Any], message: ModeratedMessage, *, blurred: bool
    ) -> None:
        act = await self._act_log.record(
            ActKind.BLUR if blurred else ActKind.UNBLUR,
            server_of(interaction),
            interaction.user.id,
            user_id=message.user_id or None,
            job_id=message.job_id,
            details=open_details(message, interaction),
        )
        posts = await self._posts(interaction, message)
        t = self._responses.translator(interaction)
        done, rights = t("moderate-blurred" if blurred else "moderate-unblurred"), interaction.app_permissions
        view = panel(message, t, blurred=blurred, rights=rights, done=done)
        await self._responses.to(interaction).update(view)

        async def draw(posts: Sequence[Post]) -> Sequence[Post]:
            stuck = await self._veil.draw(posts)
            # If this can't be stored, the next start looks at the messages once more.
            with suppress(StorageError):
                await self._act_log.finish(act)
            return stuck

        self._start(interaction, message, posts, draw)

    async def _posts(self, interaction: discord.Interaction[Any], message: ModeratedMessage) -> list[Post]:
        found = await self._removals.posts_within_reach(interaction, message.job_id, Role.MODERATOR)
        return message.among(found, interaction, self._clock.now())

    def _start(
        self,
        interaction: discord.Interaction[Any],
        message: ModeratedMessage,
        posts: Sequence[Post],
        change: Change,
    ) -> None:
        self._tasks.start(self._carry_out(interaction, posts, change), f"moderate job {message.job_id}")

    async def _carry_out(self, interaction: discord.Interaction[Any], posts: Sequence[Post], change: Change) -> None:
        stuck = await change(posts)
        if not stuck:
            return
        t, guild = self._responses.translator(interaction), interaction.guild
        needs = {channel_id: _missing_in(guild, channel_id, t) for channel_id in {post.channel_id for post in stuck}}
        view = notices.notice(t("title-left"), failures(needs, t))
        with suppress(discord.HTTPException, *NETWORK_ERRORS):
            await self._responses.to(interaction).send_followup(view)


def _parsed(state: str) -> ModeratedMessage:
    """Raises UnknownJob."""
    message = ModeratedMessage.parse(state)
    if message is None:
        raise UnknownJob
    return message


def _missing_in(guild: discord.Guild | None, channel_id: int, t: Translator) -> Markup:
    """What the bot lacks in a channel; empty if that is not known."""
    channel = guild.get_channel_or_thread(channel_id) if guild else None
    if guild is None or channel is None:
        return Markup("")
    try:
        return missing_rights(channel.permissions_for(guild.me), t)
    except discord.ClientException:
        # The parent channel of a thread is not in the cache.
        return Markup("")
