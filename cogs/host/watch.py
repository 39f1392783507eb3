"""Looks at the bot again and again: reports to the other processes, and tells the host of trouble."""

import asyncio
import logging

from bot import __version__
from bot.app import ImagineBot
from bot.budgets.budgets import Budgets
from bot.budgets.caps import Level, Spending
from bot.budgets.warnings import USED_UP, BudgetWarning
from bot.errors import StorageError
from bot.host.alerts import AlertPolicy, Alerts
from bot.host.disk import free_bytes
from bot.host.error_rate import ErrorRate
from bot.host.reports import INTERVAL, Report, Reports
from bot.host.server_alerts import ServerAlerts
from bot.host.troubles import spent_in, symptoms
from bot.runtime.clock import Clock

_log = logging.getLogger(__name__)


class HostWatch:
    """Watches this process, and through the reports of the others the whole bot."""

    def __init__(
        self,
        bot: ImagineBot,
        reports: Reports,
        error_rate: ErrorRate,
        budgets: Budgets,
        policy: AlertPolicy,
        alerts: Alerts,
        of_servers: ServerAlerts,
        clock: Clock,
    ) -> None:
        self._bot = bot
        self._reports = reports
        self._error_rate = error_rate
        self._budgets = budgets
        self._policy = policy
        self._alerts = alerts
        self._of_servers = of_servers
        self._clock = clock
        self._started_at = clock.now()
        self._one_look = asyncio.Lock()

    async def run(self) -> None:
        """Never returns; run it in the background."""
        try:
            while self._bot.own_run.is_shared or self._policy.way != "off":
                await self.look()
                await self._clock.sleep(INTERVAL)
        finally:
            # Others go on with its jobs, which would count twice.
            self._reports.withdraw(self._bot.own_run.id)

    def hear(self, warning: BudgetWarning) -> None:
        """Tell the host at once of a budget of the host's own: all of BUDGET's, and the end of a SERVER_BUDGET."""
        spending = warning.spending
        if self._policy.way == "off":
            return
        if spending.cap.level is Level.BOT:
            self._bot.in_background(self.look(), "look at BUDGET")
        elif spending.cap.level is Level.HOST and warning.percent == USED_UP:
            symptom = spent_in(warning.server_id, spending)
            self._bot.in_background(self._of_servers.tell(symptom), "tell of a server's budget")

    async def look(self) -> None:
        """Look once."""
        async with self._one_look:
            await self._look()

    async def _look(self) -> None:
        own = self.read()
        self._reports.post(own)
        if self._policy.way != "off" and not self._bot.own_run.away:
            now, budget = self._clock.now(), await self._budget()
            await self._alerts.look(symptoms([own, *self._reports.others()], budget, self._policy.late_after, now))

    def read(self) -> Report:
        """This process, now."""
        bot, plan = self._bot, self._bot.gateway.plan
        ended, failed = self._error_rate.counts()
        return Report(
            run=bot.own_run.id,
            version=__version__,
            started_at=self._started_at,
            standby=bot.gateway.is_standby,
            shards=len(plan.shard_ids),
            connected=bot.gateway.connected,
            shard_count=plan.shard_count,
            silence=bot.gateway.silence,
            open_jobs=bot.open_jobs,
            oldest_job_at=bot.oldest_job_at,
            servers=len(bot.guilds),
            disk_free=free_bytes(self._policy.data_dir),
            account_refused=bot.account_is_refused,
            ended=ended,
            failed=failed,
            vacant=bot.gateway.vacant_slots,
        )

    async def _budget(self) -> Spending | None:
        try:
            return await self._budgets.of_bot(self._clock.now())
        except StorageError as error:
            _log.warning("couldn't read what was spent of BUDGET: %s", error)
            return None
