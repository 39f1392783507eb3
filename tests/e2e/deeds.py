"""All that Discord may dispatch to a bot like ours: what members do, and what becomes of servers."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial, reduce
from typing import Any, Self

from cogs.cards.custom_ids import Action, pick_id
from tests.e2e.mutations import Mutation
from tests.standin import Interaction, Message, User
from tests.support.locales import ENGLISH
from tests.support.stage import ImagineCall, Stage

Deed = Callable[[], Awaitable[object]]

# Nobody here has one of these, and Discord sends more kinds than discord.py knows.
ELSEWHERE = (
    "APPLICATION_COMMAND_PERMISSIONS_UPDATE",
    "AUTO_MODERATION_RULE_CREATE",
    "CHANNEL_PINS_UPDATE",
    "ENTITLEMENT_CREATE",
    "GUILD_AUDIT_LOG_ENTRY_CREATE",
    "GUILD_BAN_ADD",
    "GUILD_EMOJIS_UPDATE",
    "GUILD_INTEGRATIONS_UPDATE",
    "GUILD_MEMBERS_CHUNK",
    "GUILD_MEMBER_ADD",
    "GUILD_MEMBER_UPDATE",
    "GUILD_SCHEDULED_EVENT_CREATE",
    "GUILD_SOUNDBOARD_SOUND_CREATE",
    "GUILD_STICKERS_UPDATE",
    "INTEGRATION_CREATE",
    "INVITE_CREATE",
    "MESSAGE_CREATE",
    "MESSAGE_DELETE",
    "MESSAGE_POLL_VOTE_ADD",
    "MESSAGE_REACTION_ADD",
    "MESSAGE_UPDATE",
    "NEVER_HEARD_OF",
    "PRESENCE_UPDATE",
    "RESUMED",
    "STAGE_INSTANCE_CREATE",
    "SUBSCRIPTION_CREATE",
    "THREAD_MEMBERS_UPDATE",
    "THREAD_MEMBER_UPDATE",
    "TYPING_START",
    "USER_UPDATE",
    "VOICE_STATE_UPDATE",
    "WEBHOOKS_UPDATE",
)


class Scene:
    """A card with two pictures, its panel, a choice between them, an open form, and the member who uses all of them.

    ``healthy`` are the jobs of others.
    """

    def __init__(
        self,
        stage: Stage,
        alice: User,
        card: Message,
        panel: Message,
        picker: Message,
        choice: str,
        form: Interaction,
    ) -> None:
        self.stage = stage
        self.healthy: list[ImagineCall] = []
        self._alice = alice
        self._card = card
        self._panel = panel
        self._picker = picker
        self._choice = choice
        self._form = form
        elsewhere = [self._elsewhere(event) for event in ELSEWHERE]
        self._kinds = [[*self._commands(), self._ping], list(self._uses()), list(self._places()), elsewhere]

    @classmethod
    async def of(cls, stage: Stage) -> Self:
        """As far as a member has to come for all deeds to be possible."""
        alice = stage.member()
        card = await (await stage.accepted(user=alice, count=2)).delivered()
        panel = await stage.panel(alice, card)
        picking = await stage.press(alice, panel, ENGLISH("button-redraw"))
        assert picking.message
        (edit,) = [button["custom_id"] for button in card.buttons if button["label"] == ENGLISH("button-edit")]
        choice = pick_id(Action.REDRAW, edit.rpartition(":")[2], int(picking.id))
        opened = await stage.discord.slash(alice, stage.channel, "imagine", {})
        return cls(stage, alice, card, panel, picking.message, choice, await opened.acknowledged())

    async def does_wrongly(self, number: int, changes: Sequence[Mutation]) -> None:
        """Do one of the deeds (numbers count round and round), its dispatch changed in transit."""
        kind, nth = self._kinds[number % len(self._kinds)], number // len(self._kinds)
        gateway = self.stage.discord.gateway
        gateway.garble = lambda data: reduce(lambda so_far, change: change(so_far), changes, data)
        try:
            await kind[nth % len(kind)]()
        finally:
            gateway.garble = lambda data: data

    def _commands(self) -> Iterator[Deed]:
        commands: dict[str, dict[str, Any]] = {
            "imagine": {"prompt": "a mutated fox", "count": 2, "quality": "low"},
            "task": {"id": "0123456789"},
            "history": {"text": "fox"},
            "quota": {},
            "help": {},
            "defaults set": {"quality": "low"},
            "defaults show": {},
            "privacy export": {},
        }
        discord, channel = self.stage.discord, self.stage.channel
        for name, options in commands.items():
            yield partial(discord.slash, self.stage.member(), channel, name, options)
        yield partial(discord.autocomplete, self._alice, channel, "task", "id", "fox")
        for menu in ("Use as reference", "Imagine this"):
            yield partial(discord.context_menu, self._alice, channel, menu, self._card)

    def _uses(self) -> Iterator[Deed]:
        discord = self.stage.discord
        for button in self._card.buttons:
            yield partial(discord.click, self.stage.member(), self._card, button["custom_id"])
        for button in self._panel.buttons:
            if button["label"] != ENGLISH("button-delete"):
                yield partial(discord.click, self._alice, self._panel, button["custom_id"])
        yield self._pick
        yield partial(
            discord.submit_modal, self._alice, self._form, {**self._form.prefilled, "prompt": "a mutated owl"}
        )

    def _places(self) -> Iterator[Deed]:
        world, guild, channel = self.stage.discord.world, self.stage.guild, self.stage.channel
        tell = partial(self.stage.discord.gateway.dispatch, guild=guild)
        server = world.guild_create(guild)
        role = {"guild_id": guild.id, "role": server["roles"][0] | {"id": "99"}, "role_id": "99"}
        thread = world.add_thread(channel, "sketches").payload()
        for verb in ("CREATE", "UPDATE", "DELETE"):
            yield partial(tell, f"GUILD_{verb}", server)
            yield partial(tell, f"GUILD_ROLE_{verb}", role)
            yield partial(tell, f"CHANNEL_{verb}", channel.payload())
            yield partial(tell, f"THREAD_{verb}", thread)
        yield partial(tell, "THREAD_LIST_SYNC", {"guild_id": guild.id, "threads": [thread], "members": []})
        me, servers = world.bot.payload(), [{"id": guild.id, "unavailable": True}]
        yield partial(
            tell, "READY", {"v": 10, "user": me, "guilds": servers, "application": {"id": me["id"], "flags": 0}}
        )

    def _elsewhere(self, event: str) -> Deed:
        world, guild, message = self.stage.discord.world, self.stage.guild, self._card
        everything = {
            **self.stage.discord.messages.payload(message),
            "guild_id": guild.id,
            "message_id": message.id,
            "user": self._alice.payload(),
            "user_id": self._alice.id,
            "member": self._alice.member(),
            "emoji": {"id": None, "name": "x"},
            "members": [self._alice.member()],
            "code": "abc",
            "roles": [],
        }
        return partial(self.stage.discord.gateway.dispatch, event, everything | {"id": world.bot.id}, guild)

    async def _pick(self) -> None:
        # Once a choice was made, there is none any more.
        with suppress(LookupError):
            await self.stage.discord.select(self._alice, self._picker, self._choice, ["2"])

    async def _ping(self) -> None:
        data = {"id": self._alice.id, "application_id": self._alice.id, "type": 1, "token": "a-token", "version": 1}
        await self.stage.discord.gateway.dispatch("INTERACTION_CREATE", data, self.stage.guild)
