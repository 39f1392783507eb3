"""Scripted transports, and a log of what was sent by them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import ClassVar

import discord
from discord import ui

from bot.jobs.card import Card, HasCard
from cogs.delivery.sender import TransportFinder
from cogs.delivery.transports import Files, Transport
from cogs.memory.tokens import Tokens
from tests.support.views import text_of

Reply = Exception | Callable[[], Exception | None] | None


@dataclass
class Log:
    """What was sent, as ``(transport, text)``."""

    sent: list[tuple[str, str]] = field(default_factory=list)

    @property
    def used(self) -> list[str]:
        """The transports alone."""
        return [name for name, _ in self.sent]


@dataclass
class ScriptedTransport:
    """Replies in turn, and with the last of the ``replies`` for ever; None is a message that arrived."""

    card: Card
    log: Log
    replies: list[Reply]

    async def send(self, view: ui.LayoutView, files: Files) -> Card:
        """Record it, and reply."""
        self.log.sent.append((type(self).__name__, text_of(view)))
        files()
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if isinstance(reply, Exception):
            raise reply
        if reply and (found := reply()):
            raise found
        return self.card


class Edit(ScriptedTransport):
    """The best edit in place."""

    in_place: ClassVar[bool] = True
    repeatable: ClassVar[bool] = True


class OtherEdit(ScriptedTransport):
    """Another edit in place."""

    in_place: ClassVar[bool] = True
    repeatable: ClassVar[bool] = True


class Post(ScriptedTransport):
    """A new message that can be sent again."""

    in_place: ClassVar[bool] = False
    repeatable: ClassVar[bool] = True


class Blind(ScriptedTransport):
    """A new message that can't be sent again."""

    in_place: ClassVar[bool] = False
    repeatable: ClassVar[bool] = False


def scripted(log: Log, *kinds: type[ScriptedTransport], **replies: list[Reply]) -> TransportFinder:
    """The transports that have ``replies``, or else the ``kinds``, which always work; best first."""

    def find(_: discord.Client, job: HasCard, __: Tokens) -> Iterator[Transport]:
        for kind in kinds or (Edit, OtherEdit, Post, Blind):
            if kinds or kind.__name__ in replies:
                transport = kind(job.card, log, replies.get(kind.__name__, [None]))
                yield transport  # type: ignore[misc]  # each kind has its two flags

    return find


def draw(card: Card) -> ui.LayoutView:
    """A view that says whether the card is plain."""
    view = ui.LayoutView()
    view.add_item(ui.TextDisplay("plain" if card.plain else "words"))
    return view
