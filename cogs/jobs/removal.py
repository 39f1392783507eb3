"""Delete: removes every message that shows a job. Where a moderator pressed it, the job can't be shown again."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

import discord
from discord import ui

from bot.errors import SaveFailed, StorageError
from bot.jobs.errors import PermissionDenied
from bot.jobs.job import Job, Removal
from bot.jobs.posts import Fate, Post, Posts
from bot.jobs.service import JobService
from bot.net.errors import NETWORK_ERRORS
from bot.runtime.background import BackgroundTasks
from bot.runtime.clock import Clock
from bot.servers.act_log import ActKind, ActLog
from cogs.cards import job_card, notices
from cogs.cards.custom_ids import Target
from cogs.i18n.translator import Translator
from cogs.interactions.dynamic_items import carries
from cogs.interactions.permissions import Role, moderates, role_at
from cogs.interactions.responses import InitialResponses
from cogs.jobs.sweeper import Sweeper
from cogs.more.pressed import PressedCards


class Removals:
    """Records that a job was removed from a server, by its requester or a moderator."""

    def __init__(self, jobs: JobService, posts: Posts, act_log: ActLog, clock: Clock) -> None:
        self._jobs = jobs
        self._posts = posts
        self._act_log = act_log
        self._clock = clock

    async def record(
        self, interaction: discord.Interaction[Any], job_id: str, requester_id: int | None, role: Role
    ) -> None:
        """Store the removal. Raises StorageError."""
        now, guild_id = self._clock.now(), interaction.guild_id
        removal = Removal(interaction.user.id, now, guild_id, moderator=role is Role.MODERATOR)
        await self._jobs.remove(job_id, removal)
        if role is Role.MODERATOR and guild_id:
            # What somebody wants removed must not stay because that can't be logged.
            with suppress(SaveFailed):
                await self._act_log.record(
                    ActKind.REMOVE, guild_id, interaction.user.id, user_id=requester_id, job_id=job_id
                )

    async def posts_within_reach(self, interaction: discord.Interaction[Any], job_id: str, role: Role) -> list[Post]:
        """The messages of a job that this member may change or delete. Raises StorageError."""
        return [
            post
            for post in await self._posts.of_job(job_id)
            if role is Role.REQUESTER or moderates(interaction, post.guild_id, post.channel_id)
        ]

    async def doom(self, posts: Iterable[Post]) -> None:
        """Mark messages for deletion, so that a crash leaves none of them. Raises StorageError."""
        await self._posts.doom(posts)

    async def requester(self, job_id: str) -> int | None:
        """The member who requested the job, if that is stored."""
        with suppress(StorageError):
            return await self._jobs.requester(job_id)
        return None


class DeleteButton:
    """The button Delete, which works as long as its message exists, even if the job's record is gone."""

    def __init__(
        self,
        jobs: JobService,
        posts: Posts,
        removals: Removals,
        sweeper: Sweeper,
        pressed: PressedCards,
        responses: InitialResponses,
        tasks: BackgroundTasks,
    ) -> None:
        self._jobs = jobs
        self._posts = posts
        self._removals = removals
        self._sweeper = sweeper
        self._pressed = pressed
        self._responses = responses
        self._tasks = tasks

    async def delete(self, interaction: discord.Interaction[Any], state: str) -> None:
        """Clear a message, leaving who did it, and delete the job's other messages in the background.

        The message is the one behind the panel, or the one with this button. ``state`` is a ``Target``.

        Raises:
            PermissionDenied: neither the job's requester nor a moderator pressed.
            SaveFailed: that can't be stored, and the message behind the panel can't be cleared.
        """
        message = interaction.message
        # Whatever a client sends, only a message of the bot's own that has this very button counts.
        if message is None or message.author != interaction.client.user or not carries(message, interaction):
            raise PermissionDenied
        target = Target.parse(state)
        requester_id = await self._requester(interaction, target)
        role = role_at(interaction, requester_id, interaction.guild_id, interaction.channel_id)
        if role is Role.NEITHER:
            raise PermissionDenied
        target = replace(target, user_id=requester_id)
        if target.message_id:
            await self._delete_behind(interaction, target, target.message_id, role)
        else:
            await self._delete_in_place(interaction, target, message.id, role)

    async def _delete_in_place(
        self, interaction: discord.Interaction[Any], target: Target, message_id: int, role: Role
    ) -> None:
        """Delete from a message with a Delete of its own: an extra message, or the card of an earlier version."""
        job, doomed = None, list[Post]()
        try:
            job = await self._jobs.find(target.job_id)
            # Cleared in place, it must not be deleted with the others.
            doomed = await self._record(interaction, target, role, cleared=message_id)
        except StorageError:
            # Content that somebody wants removed must not stay because the disk fails.
            view = job_card.removal_unsaved(target.job_id, str(target), self._translator(interaction, job))
        else:
            view = self._removed(interaction, target, job)
        await self._responses.to(interaction).update(view, [])
        self._start_sweep(interaction, target, doomed)

    async def _delete_behind(
        self, interaction: discord.Interaction[Any], target: Target, message_id: int, role: Role
    ) -> None:
        """Delete from the panel of More, which then says so."""
        response, t = self._responses.to(interaction), self._responses.translator(interaction)
        job = None
        try:
            job = await self._jobs.find(target.job_id)
            # All of them: if the process ends before the message is cleared, the next one deletes it.
            doomed = await self._record(interaction, target, role)
        except StorageError as error:
            state = str(replace(target, message_id=None))
            view = job_card.removal_unsaved(target.job_id, state, self._translator(interaction, job))
            if not await self._pressed.edit(interaction, message_id, view):
                raise SaveFailed from error
            await response.update(notices.notice(t("title-left"), t("removal-unsaved")))
            return
        await response.update(notices.notice(t("title-deleted"), t("removal-done")))
        if await self._pressed.edit(interaction, message_id, self._removed(interaction, target, job)):
            with suppress(StorageError):
                await self._posts.settle(message_id, Fate.GONE)
            doomed = [post for post in doomed if post.message_id != message_id]
        elif message_id not in {post.message_id for post in doomed} and not await self._pressed.is_gone(
            interaction, message_id
        ):
            # Nobody but its member sees it, or the bot is not in the channel.
            await response.update(notices.notice(t("title-left"), t("removal-stays")))
        self._start_sweep(interaction, target, doomed)

    def _removed(self, interaction: discord.Interaction[Any], target: Target, job: Job | None) -> ui.LayoutView:
        task_id, t = job.task_id if job else None, self._translator(interaction, job)
        return job_card.removed(target.job_id, task_id, t, interaction.user.id)

    def _start_sweep(self, interaction: discord.Interaction[Any], target: Target, doomed: Sequence[Post]) -> None:
        if doomed:
            self._tasks.start(self._sweep(interaction, doomed), f"delete the messages of job {target.job_id}")

    async def _requester(self, interaction: discord.Interaction[Any], target: Target) -> int | None:
        if recorded := await self._removals.requester(target.job_id):
            return recorded
        # Cards of early versions have no requester in their button, so Discord's metadata is the last resort. Those of
        # a panel say who has opened it.
        message = None if target.message_id else interaction.message
        origin = message.interaction_metadata if message else None
        return target.user_id or (origin.user.id if origin else None)

    async def _record(
        self, interaction: discord.Interaction[Any], target: Target, role: Role, cleared: int | None = None
    ) -> list[Post]:
        """Store the removal; returns the messages that this member may delete, now marked for deletion.

        The message ``cleared`` is not among them.
        """
        await self._removals.record(interaction, target.job_id, target.user_id, role)
        if cleared:
            await self._posts.settle(cleared, Fate.GONE)
        doomed = await self._removals.posts_within_reach(interaction, target.job_id, role)
        await self._posts.doom(doomed)
        return doomed

    def _translator(self, interaction: discord.Interaction[Any], job: Job | None) -> Translator:
        return self._responses.card_translator(job.card) if job else self._responses.translator(interaction)

    async def _sweep(self, interaction: discord.Interaction[Any], doomed: Sequence[Post]) -> None:
        stuck = await self._sweeper.sweep(doomed)
        if not stuck:
            return
        t = self._responses.translator(interaction)
        view = notices.notice(t("title-left"), t("removal-left", n=len(stuck)))
        with suppress(discord.HTTPException, *NETWORK_ERRORS):
            await self._responses.to(interaction).send_followup(view)
