"""Commands for managers: blocks, grants, usage, actions and missing permissions of their server."""

from bot.app import ImagineBot
from cogs.interactions.dynamic_items import panel_class
from cogs.panel.forms import TEMPLATE
from cogs.panel.panel import KEPT, SettingsPanel
from cogs.servers.acts import ActCommands
from cogs.servers.blocks import BlockCommands
from cogs.servers.check import CheckCommand
from cogs.servers.grants import GrantCommand
from cogs.servers.group import server_group
from cogs.servers.usage import UsageCommand
from cogs.toolkit import Toolkit


async def setup(bot: ImagineBot, kit: Toolkit) -> None:
    """Add ``/server`` with all of its commands."""
    services, group = bot.services, server_group()
    responses, clock, price = kit.responses, services.runtime.clock, services.policy.credit_price
    BlockCommands(services.servers.blocks, responses, clock).add_to(group)
    spending, rules = services.budgets, services.servers.rules
    UsageCommand(spending.usage, spending.budgets, rules, price, responses, clock).add_to(group)
    GrantCommand(spending.grants, rules, responses, clock).add_to(group)
    ActCommands(services.servers.acts, responses).add_to(group)
    CheckCommand(rules, responses).add_to(group)
    panel = SettingsPanel(rules, services.servers.acts, price, responses, kit.modals.give_back)
    panel.add_to(group)
    kit.modals.add(TEMPLATE, panel.on_submit, KEPT)
    bot.add_dynamic_items(panel_class(panel.handlers, kit.gate.check, kit.errors))
    bot.tree.add_command(group)
