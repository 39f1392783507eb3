"""A member's own commands: help, history, quota, defaults, privacy."""

from bot.app import ImagineBot
from bot.services import Services
from cogs.cards.custom_ids import PageAction
from cogs.jobs.sweeper import Sweeper
from cogs.members.erasure import MessageErasure
from cogs.members.help import HelpCog
from cogs.members.history import HistoryCog
from cogs.members.preferences import PreferencesCog
from cogs.members.privacy import PrivacyCog
from cogs.members.quota import QuotaCog
from cogs.toolkit import Toolkit


async def setup(bot: ImagineBot, kit: Toolkit, sweeper: Sweeper) -> MessageErasure:
    """Add the commands; returns what deletes a member's messages, as recovery may have to finish that."""
    services, responses, memory = bot.services, kit.responses, kit.memory
    members, messages = services.members, services.messages
    history = HistoryCog(services.jobs, responses, memory.readers, members.retention.days)
    erasure = MessageErasure(
        messages.posts,
        kit.placeholders,
        messages.pending,
        sweeper,
        kit.messenger,
        responses,
        services.runtime.tasks,
    )
    privacy = PrivacyCog(
        members.privacy,
        members.retention.record_days,
        memory.selections,
        memory.readers,
        erasure,
        services.servers.consents,
        responses,
    )
    kit.buttons.on_page |= {
        PageAction.PAGE: history.turn,
        PageAction.FORGET: history.forget,
        PageAction.ERASE: privacy.confirmed,
    }
    quota = QuotaCog(members.quota, services.budgets.budgets, kit.gate, responses, services.runtime.clock)
    preferences = PreferencesCog(members.preferences, kit.choices, responses)
    for cog in (_help(services, kit), history, privacy, quota, preferences):
        await bot.add_cog(cog)
    return erasure


def _help(services: Services, kit: Toolkit) -> HelpCog:
    return HelpCog(
        services.admission,
        services.members.quota,
        services.budgets.budgets,
        kit.gate,
        kit.memory.command_ids,
        kit.responses,
        services.runtime.clock,
    )
