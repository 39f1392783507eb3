"""Messages that came out while a moderator blurred or removed their job."""

import logging

from bot.errors import StorageError
from bot.jobs.card import ExtraMessage, HasExtraMessages
from bot.jobs.job import Job
from bot.jobs.posts import Post
from bot.runtime.background import BackgroundTasks
from bot.runtime.clock import Clock
from bot.servers.act_log import ActLog
from cogs.jobs.sweeper import Sweeper
from cogs.moderation.veil import Veil

_log = logging.getLogger(__name__)


class LateMessages:
    """Looks once more after each upload whether its job may be seen."""

    def __init__(self, act_log: ActLog, veil: Veil, sweeper: Sweeper, tasks: BackgroundTasks, clock: Clock) -> None:
        self._act_log = act_log
        self._veil = veil
        self._sweeper = sweeper
        self._tasks = tasks
        self._clock = clock

    def look_again(self, job: Job, uploaded: HasExtraMessages) -> None:
        """Blur or remove in the background what was ``uploaded`` of a job, if a moderator wants that by now."""
        if not uploaded.card.server_id or uploaded.card.private:
            return
        known = self._act_log.peek(uploaded.card.server_id)
        # Nearly always in memory, as the upload has just asked; and then without the job, which needs no task.
        if known is None or job.id in known.removed or job.id in known.blurred:
            self._tasks.start(self._look_again(job, uploaded), f"look at job {job.id} again")

    async def _look_again(self, job: Job, uploaded: HasExtraMessages) -> None:
        guild_id = uploaded.card.server_id
        try:
            done = await self._act_log.moderated(guild_id)
        except StorageError as error:
            _log.error("couldn't read what moderators did to job %s: %s", job.id, error)
            return
        if job.id in done.removed:
            await self._sweeper.sweep(self._posts(job, uploaded))
        elif job.id in done.blurred:
            await self._veil.draw(self._posts(job, uploaded))

    def _posts(self, job: Job, uploaded: HasExtraMessages) -> list[Post]:
        card, now = uploaded.card, self._clock.now()
        messages = [ExtraMessage((), card.message_id, card.channel_id, card.guild_id), *uploaded.extra_messages]
        return [
            Post(message.message_id, message.channel_id, message.guild_id, job.id, job.user_id, now)
            for message in messages
            if message.message_id and message.channel_id and message.guild_id == card.guild_id
        ]
