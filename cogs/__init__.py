"""The Discord side: ``load_extension("cogs")`` loads all of it."""

from functools import partial

from bot.app import ImagineBot
from bot.net.backoff import Backoff
from bot.worker.recovery import RecoveryHandlers
from cogs import host, imagine, jobs, members, moderation, more, references, servers
from cogs.delivery.interrupted import InterruptedCards
from cogs.i18n.catalog import Catalogs
from cogs.i18n.command_names import CatalogTranslator
from cogs.interactions.buttons import ButtonRouter
from cogs.interactions.command_sync import CommandSync
from cogs.interactions.dynamic_items import button_class, page_class
from cogs.memory.stores import Memory
from cogs.toolkit import Toolkit


async def setup(bot: ImagineBot, memory: Memory | None = None, catalogs: Catalogs | None = None) -> None:
    """Add every feature, sync the commands in the background, and resume the jobs of an earlier process."""
    services, runtime = bot.services, bot.services.runtime
    memory = memory or Memory.empty(runtime.clock, services.images.selections, runtime.cluster.notices)
    kit = Toolkit.build(bot, memory, catalogs or Catalogs.load())
    bot.tree.error(kit.errors.on_tree_error)
    bot.admit = partial(kit.errors.passes, check=kit.gate.check_command)
    await bot.tree.set_translator(CatalogTranslator(kit.catalogs))
    # They hear by listeners, which discord.py calls for cogs only.
    for cog in (kit.responses, kit.modals, kit.overwrites):
        await bot.add_cog(cog)
    origins = await references.setup(bot, kit)
    pressed = await more.setup(bot, kit)
    submission = await imagine.setup(bot, kit, origins, pressed)
    sweeper = await jobs.setup(bot, kit, submission, pressed)
    erasure = await members.setup(bot, kit, sweeper)
    await servers.setup(bot, kit)
    await moderation.setup(bot, kit, sweeper)
    await host.setup(bot, kit)
    router = ButtonRouter(services.jobs, services.messages.posts, services.policy.buttons_for, kit.buttons)
    pages = page_class(kit.buttons.on_page, kit.gate.check, kit.errors)
    bot.add_dynamic_items(button_class(router.on_button, kit.gate.check, kit.errors), pages)
    duties, backoff = runtime.cluster.duties, Backoff(first=2, cap=300)
    command_sync = CommandSync(bot.tree, duties, backoff, runtime.clock, memory.command_ids)
    runtime.tasks.start(_sync_once_connected(bot, command_sync), "sync commands")
    runtime.tasks.start(services.members.retention.forget_daily(), "forget old jobs")
    # Recovery comes last: a resumed job needs its presenter, and its card the handlers of its buttons.
    cards = InterruptedCards(bot, kit.messenger, kit.claims, kit.catalogs)
    await services.worker.recovery.run(RecoveryHandlers(cards.find, cards.interrupt, erasure.finish, sweeper.sweep))


async def _sync_once_connected(bot: ImagineBot, command_sync: CommandSync) -> None:
    # The commands are there from earlier starts, and comparing them would delay the connection.
    await bot.wait_until_ready()
    await command_sync.ensure()
