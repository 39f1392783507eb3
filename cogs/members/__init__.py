"""A member's own commands: history, quota, defaults, privacy."""

from bot.app import ImagineBot
from cogs.cards.custom_ids import PageAction
from cogs.jobs.sweeper import Sweeper
from cogs.members.erasing import Erasing
from cogs.members.history import HistoryCog
from cogs.members.preferences import PreferencesCog
from cogs.members.privacy import PrivacyCog
from cogs.members.quota import QuotaCog
from cogs.toolkit import Toolkit


async def setup(bot: ImagineBot, kit: Toolkit, sweeper: Sweeper) -> Erasing:
    """Add the commands about a member's own data; returns what erases it, as a restart may have to go on with that."""
    services, responses, memory = bot.services, kit.responses, kit.memory
    members, messages, runtime = services.members, services.messages, services.runtime
    history = HistoryCog(services.jobs, responses, memory.readers)
    erasing = Erasing(
        messages.posts,
        messages.pending,
        kit.catalogs,
        responses,
        kit.messenger,
        sweeper,
        runtime.tasks,
        runtime.clock,
    )
    privacy = PrivacyCog(members.privacy, members.retention.days, responses, memory.selections, memory.readers, erasing)
    kit.buttons.on_page |= {
        PageAction.PAGE: history.turn,
        PageAction.FORGET: history.forget,
        PageAction.ERASE: privacy.confirmed,
    }
    for cog in (history, privacy, QuotaCog(members.quota, responses), PreferencesCog(members.preferences, responses)):
        await bot.add_cog(cog)
    return erasing
