"""What managers decide in Discord about their server: who is blocked there, what may be spent, and what was done."""

from bot.app import ImagineBot
from cogs.servers.acts import ActCommands
from cogs.servers.blocks import BlockCommands
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
    bot.tree.add_command(group)
