"""Interactions: what a member did, and how the bot answered.

https://discord.com/developers/docs/interactions/receiving-and-responding
"""

import asyncio
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from .clock import Clock, Snowflakes
from .errors import ApiError, Refusal
from .message import Message
from .places import Channel, User
from .reply import Payload
from .session import Session
from .watch import Watch

ACK_SECONDS = 3
TOKEN_SECONDS = 15 * 60
MAX_FOLLOWUPS_USER_INSTALL = 5
TEXT, SELECT = 4, 3
"""Types of components: https://discord.com/developers/docs/components/reference"""


class InteractionKind(IntEnum):
    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL_SUBMIT = 5


@dataclass(slots=True, eq=False)
class Interaction:
    """`response` is the body of the bot's callback, `message` what it created or updated, `ack_latency` the seconds
    between the event and the callback. `metadata` is what messages say about the interaction they come from. `hearers`
    are the sessions that were told of it at once: two if a shard has two, and none while it has none."""

    id: str
    token: str
    kind: InteractionKind
    user: User
    channel: Channel
    sent: float
    watch: Watch = field(repr=False)
    source: Message | None = None
    owners: dict[str, str] = field(default_factory=dict)
    metadata: Payload = field(default_factory=dict)
    payload: Payload = field(default_factory=dict)
    hearers: list[Session] = field(default_factory=list)
    started: float = field(default_factory=time.perf_counter)
    ack_latency: float | None = None
    response: Payload | None = None
    message: Message | None = None
    followups: list[Message] = field(default_factory=list)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    def acknowledge(self, response: Payload, message: Message | None) -> None:
        self.ack_latency = time.perf_counter() - self.started
        self.response, self.message = response, message

    async def acknowledged(self, within: float = ACK_SECONDS) -> "Interaction":
        """Itself, once the bot has answered; raises TimeoutError after `within` seconds."""
        await self.watch.until(lambda: self.response is not None, within)
        return self

    @property
    def modal(self) -> Payload | None:
        """The form that the bot opened, if it did."""
        data: Payload = (self.response or {}).get("data") or {}
        return data if "title" in data else None

    @property
    def prefilled(self) -> Payload:
        """What the form that the bot opened holds as it opens; Discord's client sends it back unless it is changed."""
        fields = [label["component"] for label in (self.modal or {}).get("components", ())]
        return {field["custom_id"]: _prefilled(field) for field in fields if field["type"] in {TEXT, SELECT}}

    @property
    def choices(self) -> list[Payload] | None:
        """What the bot suggested, in an autocomplete."""
        choices: list[Payload] | None = ((self.response or {}).get("data") or {}).get("choices")
        return choices

    @property
    def only_user_installed(self) -> bool:
        return set(self.owners) == {"1"}


class Interactions:
    """`dead_token` is what a token answers after fifteen minutes: Discord has used two different refusals."""

    def __init__(
        self, ids: Snowflakes, clock: Clock, watch: Watch, dead_token: Refusal = Refusal.INVALID_WEBHOOK_TOKEN
    ) -> None:
        self.dead_token = dead_token
        self._ids = ids
        self._clock = clock
        self._watch = watch
        self._by_token: dict[str, Interaction] = {}

    def __iter__(self) -> Iterator[Interaction]:
        return iter(self._by_token.values())

    def open(self, kind: InteractionKind, user: User, channel: Channel, **details: Any) -> Interaction:
        """A new interaction, waiting for its answer from now on; `details` are further fields of it."""
        token = secrets.token_urlsafe(120)
        interaction = Interaction(
            self._ids.next(), token, kind, user, channel, self._clock.monotonic(), self._watch, **details
        )
        self._by_token[token] = interaction
        return interaction

    def awaiting(self, identity: str, token: str) -> Interaction:
        """The one to be answered; raises ApiError where it is unknown, too late, or answered already."""
        interaction = self._by_token.get(token)
        if interaction is None or interaction.id != identity:
            raise ApiError(Refusal.UNKNOWN_INTERACTION)
        if interaction.response is not None:
            raise ApiError(Refusal.ALREADY_ACKNOWLEDGED)
        if self._clock.monotonic() - interaction.sent > ACK_SECONDS:
            raise ApiError(Refusal.UNKNOWN_INTERACTION)
        return interaction

    def answered(self, token: str) -> Interaction:
        """The one whose token may still be used; raises ApiError where it was never answered or has died."""
        interaction = self._by_token.get(token)
        if interaction is None or interaction.response is None:
            raise ApiError(Refusal.UNKNOWN_WEBHOOK)
        if self._clock.monotonic() - interaction.sent > TOKEN_SECONDS:
            raise ApiError(self.dead_token)
        return interaction


def _prefilled(field: Payload) -> str | list[str]:
    if field["type"] == SELECT:
        return [option["value"] for option in field["options"] if option.get("default")]
    return str(field.get("value") or "")
