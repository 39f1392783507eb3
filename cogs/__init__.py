"""The Discord side, composed once: ``load_extension("cogs")``."""

from typing import TYPE_CHECKING

from bot.imini.retry_policy import Backoff
from bot.members.readers import Readers
from bot.members.retention import forget_daily
from bot.members.selection import Trays
from cogs.cards.custom_ids import Action, Own
from cogs.delivery.messenger import Delivery
from cogs.delivery.runner import Runner
from cogs.delivery.uploader import Shipping
from cogs.i18n.command_names import CatalogTranslator
from cogs.imagine.buttons import Presses
from cogs.imagine.cog import Imagine
from cogs.imagine.estimate import Estimates
from cogs.imagine.menus import menus
from cogs.imagine.prompt_editor import TEMPLATE as EDITOR_FORM
from cogs.imagine.prompt_editor import PromptEditor
from cogs.imagine.rerun import Rerun
from cogs.imagine.submission import Intake
from cogs.interactions.claims import Claims
from cogs.interactions.command_sync import Registration
from cogs.interactions.dynamic_items import button_class, own_class, select_class
from cogs.interactions.errors import ErrorHandler
from cogs.interactions.modals import Forms
from cogs.interactions.responses import Answers
from cogs.jobs.cancel import Cancelling
from cogs.jobs.copies import Copies
from cogs.jobs.details import Details
from cogs.jobs.removal import Removing
from cogs.jobs.repost import Reposts
from cogs.jobs.sharing import TEMPLATE as DESCRIBE_FORM
from cogs.jobs.sharing import Sharing
from cogs.jobs.sweeper import Sweeper
from cogs.jobs.task import Tasks
from cogs.leftovers import Leftovers
from cogs.members.erasing import Erasing
from cogs.members.history import History
from cogs.members.preferences import DefaultsCog
from cogs.members.privacy import PrivacyCog
from cogs.members.quota import Quota
from cogs.references.selection import TrayMenu
from cogs.references.signed_urls import PictureLinks

if TYPE_CHECKING:
    from bot.app import ImagineBot

COMMANDS_FILE = "commands.json"


async def setup(bot: "ImagineBot") -> None:
    """Add the cogs, register the commands, and go on with the jobs of an earlier run."""
    services = bot.services
    delivery = Delivery(bot, Backoff(first=1, cap=60), services.clock)
    shipping = Shipping(services.gallery, delivery, services.texts)
    runner = Runner(bot, services, delivery, shipping)
    claims = Claims(Backoff(first=1, cap=60), services.clock)
    answers = Answers(services.texts, claims, services.clock)
    errors = ErrorHandler(services.texts, answers)
    bot.tree.error(errors.on_tree_error)
    await bot.tree.set_translator(CatalogTranslator(services.texts))
    estimates, trays = Estimates(services, answers, services.confirm_credits), Trays(services.clock)
    intake = Intake(services, runner, estimates, answers, trays)
    sweeper = Sweeper(bot, services.posts, Backoff(first=1, cap=60), services.clock)
    copies = Copies(bot, services.posts, services.clock)
    reposts = Reposts(services, answers, delivery, shipping, copies, sweeper)
    removing = Removing(services, answers, sweeper)
    links = PictureLinks()
    rerun, cancelling = Rerun(services, intake, answers, links), Cancelling(services, answers, runner)
    presses = Presses(services, intake, estimates, rerun, answers, links, removing.delete)
    readers = Readers()
    details, sharing = Details(services, answers, readers), Sharing(services, answers, reposts)
    presses.add(Action.CANCEL, cancelling.cancel)
    presses.add(Action.STOP, cancelling.stop)
    presses.add(Action.DETAILS, details.details)
    presses.add(Action.ORIGINAL, details.original)
    presses.add(Action.SHARE, sharing.share)
    presses.add(Action.DESCRIBE, sharing.describe)
    editor, tray = PromptEditor(services, intake, answers, trays, errors), TrayMenu(services, answers, trays)
    forms = Forms(errors)
    presses.add(Action.EDIT, editor.edit)
    forms.add(EDITOR_FORM, editor.submitted)
    forms.add(DESCRIBE_FORM, sharing.described)
    for menu in menus(tray, editor):
        bot.tree.add_command(menu)
    tasks, history = Tasks(services, intake, answers, runner, reposts), History(services, answers, readers)
    erasing = Erasing(services, answers, delivery, sweeper)
    privacy = PrivacyCog(services, answers, trays, readers, erasing)
    presses.add(Action.REPOST, tasks.repost)
    presses.add(Action.RECOVER, tasks.recover)
    own = {Own.PAGE: history.turn, Own.FORGET: history.forget, Own.ERASE: privacy.confirmed, Own.TRAY: tray.take_out}
    bot.add_dynamic_items(button_class(presses.press, errors), select_class(rerun.pick, errors), own_class(own, errors))
    await bot.add_cog(Imagine(intake, editor, trays, services.members, services.attachment_limits))
    for cog in (answers, forms, tasks, history, privacy, Quota(services, answers), DefaultsCog(services, answers)):
        await bot.add_cog(cog)
    registration = Registration(bot.tree, services.data_dir / COMMANDS_FILE, Backoff(first=2, cap=300), services.clock)
    services.tasks.spawn(registration.ensure(), "register commands")
    forgetting = forget_daily(services.ledger, services.snapshots, services.retention_days, services.clock)
    services.tasks.spawn(forgetting, "forget old jobs")
    await Leftovers(bot, services, runner, delivery, claims, sweeper, erasing).go_on()
