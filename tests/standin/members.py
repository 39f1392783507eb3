"""What members do: each verb tells the bot of it and returns the interaction to watch."""

from collections.abc import Mapping, Sequence
from typing import Unpack

from .commands import CHAT_INPUT, Commands
from .components import SELECTS, Kind
from .files import Cdn, Upload
from .forms import Answers, filled_in
from .gateway import Gateway
from .interactions import Interaction, InteractionKind, Interactions
from .invocation import Around, Describer, context, metadata, owners
from .message import Message
from .messages import Messages
from .options import Resolved, Unsendable, Values, fill, typed, unchecked
from .places import Channel, User
from .reply import Payload
from .world import World

USER_COMMAND, MESSAGE_COMMAND = 2, 3


class Members:
    """Every verb takes the circumstances of `Around` as keywords, and raises Unsendable where Discord's client would
    not let a member do that."""

    def __init__(
        self,
        world: World,
        commands: Commands,
        interactions: Interactions,
        messages: Messages,
        gateway: Gateway,
        cdn: Cdn,
    ) -> None:
        self.world = world
        self.commands = commands
        self.interactions = interactions
        self.messages = messages
        self.gateway = gateway
        self.cdn = cdn
        self._describer = Describer(world, messages)

    async def slash(
        self,
        user: User,
        channel: Channel,
        name: str,
        options: Values | None = None,
        attachments: Mapping[str, Upload] | None = None,
        *,
        checked: bool = True,
        **around: Unpack[Around],
    ) -> Interaction:
        """Runs a slash command; subcommands follow its name after a space. Users and channels are given as such.

        `checked=False` sends what no client would.
        """
        command, path, resolved = self._looked_up(name)
        _check_available(command, user, channel, around)
        values = {**(options or {}), **(attachments or {})}
        filler = fill if checked else unchecked
        data = _command_data(command, filler(command["options"], path, values, resolved), resolved)
        return await self._tell(InteractionKind.COMMAND, user, channel, data, around)

    async def autocomplete(
        self,
        user: User,
        channel: Channel,
        name: str,
        focused: str,
        text: str,
        options: Values | None = None,
        **around: Unpack[Around],
    ) -> Interaction:
        """Types `text` into the option `focused`; the interaction's `choices` are what the bot suggests."""
        command, path, resolved = self._looked_up(name)
        sent = typed(command["options"], path, options or {}, focused, text)
        return await self._tell(
            InteractionKind.AUTOCOMPLETE, user, channel, _command_data(command, sent, resolved), around
        )

    async def context_menu(
        self, user: User, channel: Channel, name: str, target: User | Message, **around: Unpack[Around]
    ) -> Interaction:
        """Runs a user command or a message command on `target`."""
        on_user = isinstance(target, User)
        command = self.commands.find(name, USER_COMMAND if on_user else MESSAGE_COMMAND)
        _check_available(command, user, channel, around)
        resolved = self._resolved()
        data = _command_data(command, [], resolved) | {"target_id": target.id}
        if isinstance(target, User):
            resolved.member(target)
        else:
            resolved.message(self.messages.payload(target))
        data["resolved"] = resolved.data
        return await self._tell(InteractionKind.COMMAND, user, channel, data, around, target=target)

    async def click(self, user: User, message: Message, custom_id: str, **around: Unpack[Around]) -> Interaction:
        """Presses a button."""
        return await self._use(user, message, custom_id, around, {Kind.BUTTON}, {})

    async def select(
        self,
        user: User,
        message: Message,
        custom_id: str,
        values: Sequence[str | User | Channel],
        **around: Unpack[Around],
    ) -> Interaction:
        """Chooses from a select menu."""
        resolved = self._resolved()
        chosen = [_chosen(value, resolved) for value in values]
        data = {"values": chosen} | ({"resolved": resolved.data} if resolved.data else {})
        return await self._use(user, message, custom_id, around, SELECTS, data)

    async def submit_modal(
        self, user: User, opened: Interaction, answers: Answers, **around: Unpack[Around]
    ) -> Interaction:
        """Sends the modal with which the bot answered `opened`; see `forms.filled_in` for the answers."""
        if opened.modal is None:
            raise Unsendable(f"interaction {opened.id} was not answered with a modal")
        data = filled_in(opened.modal, answers, self._resolved())
        around.setdefault("authorizing_integration_owners", opened.owners)
        return await self._tell(
            InteractionKind.MODAL_SUBMIT, user, opened.channel, data, around, source=opened.source, trigger=opened
        )

    async def again(self, interaction: Interaction) -> None:
        """Tells every session of `interaction` once more: the same id, the same token."""
        await self.gateway.dispatch("INTERACTION_CREATE", interaction.payload, interaction.channel.guild)

    async def _use(
        self, user: User, message: Message, custom_id: str, around: Around, kinds: set[int], data: Payload
    ) -> Interaction:
        component = message.component(custom_id)
        seen = not message.ephemeral or (message.interaction or {})["user"]["id"] == user.id
        if message.deleted or not seen or component.get("disabled") or component["type"] not in kinds:
            raise Unsendable(f"{user.name} cannot use {custom_id!r}: gone, disabled, another's, or of another kind")
        if message.interaction:
            around.setdefault("authorizing_integration_owners", message.interaction["authorizing_integration_owners"])
        told = {"component_type": component["type"], "custom_id": custom_id, "id": component["id"], **data}
        return await self._tell(InteractionKind.COMPONENT, user, message.channel, told, around, source=message)

    async def _tell(
        self,
        kind: InteractionKind,
        user: User,
        channel: Channel,
        data: Payload,
        around: Around,
        *,
        source: Message | None = None,
        target: User | Message | None = None,
        trigger: Interaction | None = None,
    ) -> Interaction:
        owning = owners(around, user, channel)
        interaction = self.interactions.open(kind, user, channel, source=source, owners=owning)
        interaction.metadata = metadata(interaction, target, trigger.metadata if trigger else None)
        interaction.payload = self._describer.payload(interaction, data, around)
        interaction.hearers = await self.gateway.dispatch("INTERACTION_CREATE", interaction.payload, channel.guild)
        return interaction

    def _looked_up(self, name: str) -> tuple[Payload, list[str], Resolved]:
        first, *path = name.split(" ")
        return self.commands.find(first, CHAT_INPUT), path, self._resolved()

    def _resolved(self) -> Resolved:
        folder = f"ephemeral-attachments/{self.world.application_id}"
        return Resolved(lambda upload: self.cdn.payload(self.cdn.store(upload, folder)))


def _command_data(command: Payload, options: list[Payload], resolved: Resolved) -> Payload:
    data: Payload = {key: command[key] for key in ("id", "name", "type")}
    return data | ({"options": options} if options else {}) | ({"resolved": resolved.data} if resolved.data else {})


def _check_available(command: Payload, user: User, channel: Channel, around: Around) -> None:
    """https://discord.com/developers/docs/interactions/application-commands#contexts"""
    here, installed = context(around, channel), {int(key) for key in owners(around, user, channel)}
    if command["contexts"] is not None and here not in command["contexts"]:
        raise Unsendable(f"/{command['name']} is not offered in context {here}, only in {command['contexts']}")
    if not installed & set(command["integration_types"]):
        raise Unsendable(f"/{command['name']} is not offered to installations {installed}")


def _chosen(value: str | User | Channel, resolved: Resolved) -> str:
    match value:
        case User():
            return resolved.member(value)
        case Channel():
            return resolved.channel(value)
        case _:
            return value
