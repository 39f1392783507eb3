"""Builds the decisions of servers' managers, and the budgets of servers and of the whole bot."""

from zoneinfo import ZoneInfo

from bot.budgets.budgets import Budgets, HostBudgets
from bot.budgets.grants import Grants
from bot.budgets.warnings import BudgetWarnings
from bot.runtime.background import BackgroundTasks
from bot.runtime.clock import Clock
from bot.servers.act_log import ActLog
from bot.servers.blocks import Blocks
from bot.servers.consent import Consents
from bot.servers.store import ServerStore
from bot.services import BudgetData, ServerData
from bot.settings import Settings
from bot.storage.stores import Stores


def build_servers(
    settings: Settings, stores: Stores, tasks: BackgroundTasks, clock: Clock
) -> tuple[ServerData, BudgetData]:
    signals, servers, stored = stores.signals, stores.servers, stores.budgets
    act_log, consents = ActLog(servers.acts, signals, clock), Consents(servers.consents, signals, clock)
    rules = ServerStore(servers.rules, signals, clock, tell=act_log.tell)
    blocks = Blocks(servers.blocks, signals, clock, tell=act_log.tell)
    grants, warnings = Grants(stored.grants, signals, clock, tell=act_log.tell), BudgetWarnings()
    host = HostBudgets(settings.budget, settings.server_budget, ZoneInfo(settings.time_zone))
    budgets = Budgets(host, rules, grants, stored.counters, warnings, tasks)
    return ServerData(rules, blocks, act_log, consents), BudgetData(budgets, grants, stored.usage, warnings)
