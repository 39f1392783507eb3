"""A server's log channel: silent lines about jobs, acts and budgets, several a message where there are many.

They come after what they tell of and delay nothing. A process that ends takes with it what it has not posted.
"""

import logging
import secrets
from collections import deque
from functools import partial

import discord

from bot.budgets.caps import Level
from bot.budgets.warnings import BudgetWarning
from bot.errors import SaveFailed, StorageUnavailable
from bot.jobs.job import Job
from bot.net.backoff import Backoff, retrying
from bot.net.errors import NETWORK_ERRORS
from bot.runtime.background import BackgroundTasks
from bot.runtime.clock import Clock
from bot.servers.act_log import ActKind, ActLog
from bot.servers.acts import EVERYWHERE, Act
from bot.servers.store import ServerStore
from cogs.discord_numbers import TEXT_LIMIT
from cogs.i18n.catalog import Catalogs
from cogs.jobs.sweeper import may_pass
from cogs.moderation.log_lines import Told, line

_log = logging.getLogger(__name__)

GAP = 2.0
"""Seconds between two messages in one channel, where Discord allows five in five seconds."""

TRIES = 12
"""Over some six minutes."""


class LogQueues:
    """The lines that are still to be posted, by server, and which log channels have failed.

    Of each server the newest ``most`` are kept.
    """

    def __init__(self, most: int = 500) -> None:
        self._most = most
        self._waiting: dict[int, deque[Told]] = {}
        self._failed: dict[int, int] = {}

    def add(self, guild_id: int, told: Told) -> bool:
        """Add what is to be told; True if nothing was waiting."""
        is_first = guild_id not in self._waiting
        self._waiting.setdefault(guild_id, deque(maxlen=self._most)).append(told)
        return is_first

    def waiting(self, guild_id: int) -> deque[Told]:
        """What is still to be told."""
        return self._waiting.get(guild_id, deque())

    def end(self, guild_id: int) -> None:
        """Forget what is still to be told."""
        self._waiting.pop(guild_id, None)

    def fail(self, guild_id: int, channel_id: int) -> bool:
        """Note that a channel has failed; True if that was not noted yet."""
        is_new = self._failed.get(guild_id) != channel_id
        self._failed[guild_id] = channel_id
        return is_new

    def succeed(self, guild_id: int) -> None:
        """Note that the channel works."""
        self._failed.pop(guild_id, None)


class LogChannel:
    """Posts lines in the log channels of servers that have one."""

    def __init__(
        self,
        client: discord.Client,
        rules: ServerStore,
        act_log: ActLog,
        catalogs: Catalogs,
        queues: LogQueues,
        backoff: Backoff,
        tasks: BackgroundTasks,
        clock: Clock,
    ) -> None:
        self._client = client
        self._rules = rules
        self._act_log = act_log
        self._catalogs = catalogs
        self._queues = queues
        self._backoff = backoff
        self._tasks = tasks
        self._clock = clock

    def job_ended(self, job: Job) -> None:
        """Log the end of a job in its server."""
        if guild_id := job.card.server_id:
            self._add(guild_id, job)

    def act_done(self, act: Act) -> None:
        """Log an act in its server."""
        if act.guild_id != EVERYWHERE and act.kind != ActKind.LOG_FAILED:
            self._add(act.guild_id, act)

    def budget_met(self, warning: BudgetWarning) -> None:
        """Log in its server that a budget of all its members is nearly or wholly spent."""
        if warning.server_id and warning.spending.cap.level in {Level.HOST, Level.SERVER}:
            self._add(warning.server_id, warning)

    def _add(self, guild_id: int, told: Told) -> None:
        rules = self._rules.peek(guild_id)
        if rules and rules.rules.log_channel is None:
            return
        if self._queues.add(guild_id, told):
            self._tasks.start(self._post_all(guild_id), f"log of server {guild_id}")

    async def _post_all(self, guild_id: int) -> None:
        waiting = self._queues.waiting(guild_id)
        try:
            while waiting and (channel_id := (await self._rules.get(guild_id)).rules.log_channel):
                text = self._next_message(guild_id)
                if not await self._post(guild_id, channel_id, text):
                    return
                await self._clock.sleep(GAP)
        except StorageUnavailable:
            _log.warning("the log of server %d isn't posted: its rules can't be read", guild_id)
        finally:
            self._queues.end(guild_id)

    def _next_message(self, guild_id: int) -> str:
        """As many of the lines as fit into one message, which no longer wait then."""
        guild, waiting = self._client.get_guild(guild_id), self._queues.waiting(guild_id)
        t, lines, room = self._catalogs(str(guild.preferred_locale) if guild else "en-US"), list[str](), TEXT_LIMIT
        while waiting:
            text = line(waiting[0], t)
            if lines and len(text) + 1 > room:
                break
            waiting.popleft()
            lines.append(text)
            room -= len(text) + 1
        return "\n".join(lines)

    async def _post(self, guild_id: int, channel_id: int, text: str) -> bool:
        """Post a message; False if that is given up."""
        send = partial(
            self._client.get_partial_messageable(channel_id).send,
            text,
            nonce=f"log-{secrets.token_hex(8)}",
            silent=True,
            suppress_embeds=True,
            allowed_mentions=discord.AllowedMentions.none(),
        )
        try:
            await retrying(send, may_pass, self._backoff, self._clock, tries=TRIES)
        except (discord.HTTPException, *NETWORK_ERRORS) as error:
            _log.warning("couldn't post to log channel %d of server %d: %s", channel_id, guild_id, error)
            if not may_pass(error):
                await self._note_failure(guild_id, channel_id, error)
            return False
        self._queues.succeed(guild_id)
        return True

    async def _note_failure(self, guild_id: int, channel_id: int, error: Exception) -> None:
        """Record once that the channel is gone or closed to the bot, for ``/server acts``."""
        if not self._queues.fail(guild_id, channel_id) or self._client.user is None:
            return
        details = {"channel": str(channel_id), "why": str(error)[:100]}
        try:
            await self._act_log.record(ActKind.LOG_FAILED, guild_id, self._client.user.id, details=details)
        except SaveFailed:
            _log.warning("couldn't store that the log channel of server %d fails", guild_id)
