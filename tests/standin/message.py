"""A message as it stands, with everything it was before."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntFlag

from .components import Kind, media, media_url, walk
from .files import Attachment
from .places import Channel, User
from .reply import Payload

ATTACHMENT = "attachment://"


class Flag(IntFlag):
    """https://discord.com/developers/docs/resources/message#message-object-message-flags"""

    SUPPRESS_EMBEDS = 1 << 2
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    IS_COMPONENTS_V2 = 1 << 15


NO_FLAGS = Flag(0)


class MessageKind:
    """https://discord.com/developers/docs/resources/message#message-object-message-types"""

    DEFAULT = 0
    REPLY = 19
    CHAT_INPUT_COMMAND = 20
    CONTEXT_MENU_COMMAND = 23


@dataclass(frozen=True, slots=True)
class Body:
    """What an edit can change. `components` are as the bot sent them, with their ids filled in."""

    content: str = ""
    embeds: tuple[Payload, ...] = ()
    components: tuple[Payload, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    flags: Flag = NO_FLAGS

    @property
    def text(self) -> str:
        """Everything a person can read in it, one block a line."""
        blocks = [self.content, *(str(part["content"]) for _, part in walk(self.components) if "content" in part)]
        return "\n".join(block for block in blocks if block)

    @property
    def buttons(self) -> list[Payload]:
        return [part for _, part in walk(self.components) if part["type"] == Kind.BUTTON]

    @property
    def pictures(self) -> list["Picture"]:
        """What the media galleries and thumbnails show, in order."""
        return [picture for _, part in walk(self.components) for picture in self._pictures(part)]

    def attachment(self, url: str) -> Attachment | None:
        """What an `attachment://` reference stands for."""
        name = url.removeprefix(ATTACHMENT)
        return next((kept for kept in self.attachments if url != name and kept.filename == name), None)

    def _pictures(self, component: Payload) -> Iterator["Picture"]:
        for _, holder in media(component):
            url = media_url(holder)
            description, spoiler = holder.get("description"), bool(holder.get("spoiler"))
            yield Picture(url, self.attachment(url), description, spoiler=spoiler)


@dataclass(frozen=True, slots=True)
class Picture:
    """One shown file: `attachment` where it was uploaded, else only its address."""

    url: str
    attachment: Attachment | None
    description: str | None
    spoiler: bool


@dataclass(slots=True, eq=False)
class Message:
    """`history` holds the earlier bodies, oldest first: its length is the number of edits. `pinged` holds the ids
    of those whom its creation notified, and "everyone"."""

    id: str
    channel: Channel
    author: User
    created: float
    body: Body
    kind: int = MessageKind.DEFAULT
    interaction: Payload | None = None
    webhook_token: str | None = None
    reply_to: "Message | None" = None
    nonce: str | None = None
    pinged: tuple[str, ...] = ()
    edited: float | None = None
    deleted: bool = False
    late_edits: int = 0
    history: list[Body] = field(default_factory=list)

    @property
    def ephemeral(self) -> bool:
        return Flag.EPHEMERAL in self.body.flags

    @property
    def loading(self) -> bool:
        """Still "thinking": deferred, and not yet filled."""
        return Flag.LOADING in self.body.flags

    @property
    def text(self) -> str:
        return self.body.text

    @property
    def pictures(self) -> list[Picture]:
        return self.body.pictures

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        return self.body.attachments

    @property
    def buttons(self) -> list[Payload]:
        return self.body.buttons

    @property
    def parts(self) -> list[Payload]:
        """The buttons and selects with an id."""
        return [part for _, part in walk(self.body.components) if part.get("custom_id")]

    def component(self, custom_id: str) -> Payload:
        """The button or select with this id; raises LookupError naming those there are."""
        parts = {part["custom_id"]: part for part in self.parts}
        if custom_id not in parts:
            raise LookupError(f"no component {custom_id!r} on message {self.id}, only {sorted(parts)}")
        return parts[custom_id]
