"""The Discord side, composed once: ``load_extension("cogs")``."""

from typing import TYPE_CHECKING

from bot.housekeeping import forget_daily
from bot.retry import Backoff
from cogs.delivery import Delivery
from cogs.errors import ErrorHandler
from cogs.imagine import Imagine
from cogs.registration import Registration
from cogs.runner import Runner
from cogs.translation import CatalogTranslator

if TYPE_CHECKING:
    from bot.app import ImagineBot

COMMANDS_FILE = "commands.json"


async def setup(bot: "ImagineBot") -> None:
    """Add the cogs, register the commands, and go on with the jobs of an earlier run."""
    services = bot.services
    runner = Runner(bot, services, Delivery(bot, Backoff(first=1, cap=60), services.clock))
    bot.tree.error(ErrorHandler(services.texts).on_tree_error)
    await bot.tree.set_translator(CatalogTranslator(services.texts))
    await bot.add_cog(Imagine(services, runner))
    registration = Registration(bot.tree, services.data_dir / COMMANDS_FILE, Backoff(first=2, cap=300), services.clock)
    services.tasks.spawn(registration.ensure(), "register commands")
    forgetting = forget_daily(services.pipeline, services.retention_days, services.clock)
    services.tasks.spawn(forgetting, "forget old jobs")
    for job in await services.pipeline.resume(services.clock.now() - services.window):
        runner.start(job)
