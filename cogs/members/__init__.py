"""A member's own commands: history, quota, defaults, privacy."""

from typing import TYPE_CHECKING

from cogs.cards.custom_ids import Own
from cogs.jobs.sweeper import Sweeper
from cogs.members.erasing import Erasing
from cogs.members.history import History
from cogs.members.preferences import DefaultsCog
from cogs.members.privacy import PrivacyCog
from cogs.members.quota import Quota
from cogs.toolkit import Toolkit

if TYPE_CHECKING:
    from bot.app import ImagineBot


async def setup(bot: "ImagineBot", kit: Toolkit, sweeper: Sweeper) -> Erasing:
    """Add the commands about a member's own data; returns what erases it, as a restart may have to go on with that."""
    services, answers, memory = bot.services, kit.answers, kit.memory
    members, messages, runtime = services.members, services.messages, services.runtime
    history = History(services.jobs, answers, memory.readers)
    erasing = Erasing(
        messages.posts,
        messages.pending,
        kit.texts,
        answers,
        kit.delivery,
        sweeper,
        runtime.tasks,
        runtime.clock,
    )
    privacy = PrivacyCog(members.privacy, members.retention.days, answers, memory.trays, memory.readers, erasing)
    kit.buttons.on_page |= {
        Own.PAGE: history.turn,
        Own.FORGET: history.forget,
        Own.ERASE: privacy.confirmed,
    }
    for cog in (history, privacy, Quota(members.quota, answers), DefaultsCog(members.preferences, answers)):
        await bot.add_cog(cog)
    return erasing
