"""The Discord client: intents, startup and shutdown."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands
from pydantic import SecretStr

from bot.admission.admission import AdmissionControl
from bot.cluster.run import Run
from bot.cluster.sharding import Sharding
from bot.gateway import discord_internals, dispatches, one_try
from bot.gateway.gateway import Gateway
from bot.gateway.seen import Seen
from bot.imini.account import Account
from bot.net.backoff import Backoff, retrying
from bot.net.errors import NETWORK_ERRORS
from bot.net.sockets import Sockets
from bot.runtime.background import BackgroundTasks
from bot.runtime.clock import Clock
from bot.services import Services
from bot.worker.runner import JobRunner

_log = logging.getLogger(__name__)

_DOWN = (discord.DiscordServerError, discord.GatewayNotFound, discord_internals.Blocked, *NETWORK_ERRORS)

EXTENSION = "cogs"
STOP_GRACE = 6.0
"""Seconds that submits under way have to finish on shutdown; ``docker stop`` kills a container after 10."""

Load = Callable[["ImagineBot", str], Awaitable[None]]
"""Loads the extension of that name into a bot."""


class ImagineBot(commands.AutoShardedBot):
    """The gateway client, over as many connections as Discord wants.

    It answers interactions and reads no messages, so it needs no privileged intent.
    """

    services: Services
    """Read by the cogs' ``setup`` functions only: discord.py hands those the bot and nothing else."""

    admit: dispatches.Admit | None = None
    """Asked before each command. Set by the cogs."""

    alert_webhook: tuple[int, str] | None = None
    """The ID and token of the webhook that gets the alerts; None: the owner gets them."""

    def __init__(
        self,
        admission: AdmissionControl,
        runner: JobRunner,
        tasks: BackgroundTasks,
        clock: Clock,
        seen: Seen,
        sharding: Sharding,
        account: Account,
        load: Load = commands.AutoShardedBot.load_extension,
    ) -> None:
        # The bot never joins a voice channel, so the voice libraries are deliberately not installed.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=dispatches.Tree,
            intents=discord.Intents(guilds=True),
            shard_count=1,  # until Discord has said how many it wants
            allowed_mentions=discord.AllowedMentions.none(),  # a prompt on a card must not ping anybody
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            guild_ready_timeout=0,  # no member cache to prepare, so READY need not wait for the servers
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )
        dispatches.guard(self, seen)
        discord_internals.adapt_requests(self, one_try.checked)
        discord_internals.use_proxies(self)
        self._admission = admission
        self._runner = runner
        self._tasks = tasks
        self._clock = clock
        self._account = account
        self._load = load
        self.gateway = Gateway(self, sharding.slots, sharding.pace, clock)
        self._sockets = Sockets()
        self.closing: asyncio.Task[None] | None = None
        self._backoff = Backoff(first=1, cap=60)

    @property
    def open_jobs(self) -> int:
        return self._admission.open_count

    @property
    def oldest_job_at(self) -> float | None:
        """When the oldest open job was requested (epoch seconds); None if there is none."""
        return self._admission.oldest_at

    @property
    def own_run(self) -> Run:
        """The run of this process."""
        return self._admission.run

    @property
    def user_id(self) -> int | None:
        """The bot's own user, None before its first login."""
        return self.user.id if self.user else None

    @property
    def account_is_refused(self) -> bool:
        """Whether imini has refused the account, and accepted no job since."""
        return self._account.is_refused

    def use_token(self, token: str) -> None:
        """Send ``token`` with every request from now on, and at the next connection to the gateway."""
        self.http.token = token

    def use_key(self, key: SecretStr) -> None:
        """Send ``key`` with every call to imini from now on."""
        self._account.use_key(key)

    def use_webhook(self, webhook: tuple[int, str] | None) -> None:
        """Send alerts by ``webhook`` from now on, or to the owner."""
        self.alert_webhook = webhook

    def in_background(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """Do ``work`` unless the bot stops first."""
        self._tasks.start(work, name)

    async def setup_hook(self) -> None:
        """Load the cogs after the login and before the gateway. Their setup also resumes the jobs of an earlier run.

        Raises:
            StorageError: the database can't be read. The jobs stay as they are.
        """
        # Logging in again must not load the cogs, and resume the jobs, a second time.
        if EXTENSION in self.extensions:
            return
        try:
            await self._load(self, EXTENSION)
        except commands.ExtensionFailed as error:
            raise error.original from None  # discord.py wraps a StorageError, which ends the process

    async def run_patiently(self, token: str) -> None:
        """Log in and stay connected. While Discord is down, keep trying.

        Raises:
            discord.LoginFailure: ``DISCORD_TOKEN`` is wrong.
            NotDiscord: ``DISCORD_API_URL`` is wrong.
            StorageError: the database can't be read.
            discord.ConnectionClosed: the gateway closed with a code in ``connection.FINAL``.
        """
        await self._until_discord_answers(lambda: self._login(token))
        # Resumed jobs already use the HTTP session, so this retry must not close it as `_login` does.
        await self._until_discord_answers(self.gateway.look_up)
        await self.gateway.run()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:  # noqa: ARG002 - discord.py's own
        """Wait for this shard's turn."""
        if shard_id is not None:
            await self.gateway.turn(shard_id)

    async def _login(self, token: str) -> None:
        try:
            await discord_internals.login(self, token, self._sockets)
        except _DOWN:
            await discord_internals.close_session(self)
            raise

    async def _until_discord_answers(self, call: Callable[[], Awaitable[None]]) -> None:
        await retrying(call, _is_down, self._backoff, self._clock, before_sleep=_warn)

    async def abandon(self) -> None:
        """End all background tasks where they stand, as another process goes on with their work."""
        self._admission.stop()
        await self._tasks.close()

    async def close(self) -> None:
        """Stop accepting jobs, wait for submits under way, disconnect, cancel background tasks, answer what is open."""
        self._admission.stop()
        # A submit that is cut off leaves the outcome of a paid job unknown, so submits come before the other tasks.
        await self._runner.stop(STOP_GRACE)
        # What came later could no longer be answered. Closing the cogs waits for the answers to what came so far.
        await self.gateway.close()
        await self._tasks.close()
        await super().close()
        await self._sockets.cut()


def _is_down(error: Exception) -> bool:
    return isinstance(error, _DOWN)


def _warn(error: Exception, delay: float) -> None:
    _log.warning("Discord is unreachable (%s); next attempt in %.0f s", type(error).__name__, delay)
