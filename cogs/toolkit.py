"""What the features share, built once: responses, messenger, routers, memory."""

from dataclasses import dataclass
from typing import Self

from bot.admission.entry import ServerStates
from bot.admission.rules import Policy
from bot.app import ImagineBot
from bot.net.backoff import Backoff
from bot.servers.command_permissions import CommandPermissionStore
from bot.worker.runner import JobRunner
from cogs.delivery.messenger import Messenger
from cogs.delivery.placeholders import Placeholders
from cogs.delivery.presenter import CardPresenter
from cogs.delivery.sender import Sender
from cogs.delivery.uploader import PictureUploader, UploadObserver
from cogs.gate.gate import Gate
from cogs.gate.hosts import Hosts
from cogs.gate.overwrites import OverwriteListener, OverwriteReader
from cogs.i18n.catalog import DEFAULT_LOCALE, Catalogs
from cogs.i18n.choices import SharedChoices
from cogs.interactions.buttons import Buttons
from cogs.interactions.claims import Claims
from cogs.interactions.error_handler import ErrorHandler
from cogs.interactions.modals import ModalRouter
from cogs.interactions.responses import InitialResponses
from cogs.memory.stores import Memory


@dataclass(frozen=True, slots=True)
class Toolkit:
    """Passed to the ``setup`` of every feature. ``backoff`` is for calls to a Discord that is down.

    Whoever is in ``uploads`` is told of each upload.
    """

    backoff: Backoff
    claims: Claims
    responses: InitialResponses
    errors: ErrorHandler
    gate: Gate
    hosts: Hosts
    overwrites: OverwriteListener
    placeholders: Placeholders
    messenger: Messenger
    uploader: PictureUploader
    uploads: list[UploadObserver]
    runner: JobRunner
    modals: ModalRouter
    buttons: Buttons
    memory: Memory
    catalogs: Catalogs
    choices: SharedChoices

    @classmethod
    def build(cls, bot: ImagineBot, memory: Memory, catalogs: Catalogs) -> Self:
        """Build everything from the services of ``bot``, and connect the job runner with its presenter."""
        services, runner = bot.services, bot.services.worker.runner
        clock, tasks = services.runtime.clock, services.runtime.tasks
        backoff = Backoff(first=1, cap=60)
        claims = Claims(backoff, clock)
        responses = InitialResponses(catalogs, claims, clock, meter=services.runtime.host.meter)
        errors = ErrorHandler(responses)
        overwrites = CommandPermissionStore(OverwriteReader(bot).read, clock)
        servers, hosts = services.servers, Hosts(bot.application_info, clock)
        states = ServerStates(servers.rules, servers.blocks, overwrites, services.runtime.host.decisions)
        gate = Gate(Policy(), states, servers.consents, hosts, clock)
        sender = Sender(bot, memory.tokens, memory.outages, bot.own_run)
        messenger = Messenger(sender, memory.tokens, backoff, clock)
        uploads = list[UploadObserver]()
        fetcher, limits, act_log = services.images.result_fetcher, memory.upload_limits, services.servers.acts
        uploader = PictureUploader(fetcher, messenger, catalogs, limits, act_log, uploads)
        # The product is built first and knows no Discord, so its runner gets the presenter here.
        runner.connect(CardPresenter(bot, messenger, uploader, catalogs, memory.edit_budget, bot.own_run, tasks, clock))
        return cls(
            backoff=backoff,
            claims=claims,
            responses=responses,
            errors=errors,
            gate=gate,
            hosts=hosts,
            overwrites=OverwriteListener(overwrites),
            placeholders=Placeholders(services.messages.pending, responses, gate, clock),
            messenger=messenger,
            uploader=uploader,
            uploads=uploads,
            runner=runner,
            modals=ModalRouter(gate, errors, responses),
            buttons=Buttons(),
            memory=memory,
            catalogs=catalogs,
            choices=SharedChoices(services.admission.model, services.admission.price, catalogs(DEFAULT_LOCALE)),
        )
