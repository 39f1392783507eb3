"""Ways to a card that a test opens and shuts, and a note of what went by them."""

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

Answer = Exception | Callable[[], Exception | None] | None


@dataclass
class Log:
    """What went which way, as ``(way, text)``."""

    sent: list[tuple[str, str]] = field(default_factory=list)

    @property
    def ways(self) -> list[str]:
        """The ways alone."""
        return [way for way, _ in self.sent]


@dataclass
class Way:
    """Answers in turn, and with the last of the ``answers`` for ever; None is a message that got through."""

    card: Card
    log: Log
    answers: list[Answer]

    async def send(self, view: ui.LayoutView, files: Files) -> Card:
        """Take note, and answer."""
        self.log.sent.append((type(self).__name__, text_of(view)))
        files()
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        if answer and (found := answer()):
            raise found
        return self.card


class Edit(Way):
    """The best way to change the card in its place."""

    in_place: ClassVar[bool] = True
    repeatable: ClassVar[bool] = True


class OtherEdit(Way):
    """Another."""

    in_place: ClassVar[bool] = True
    repeatable: ClassVar[bool] = True


class Post(Way):
    """A new message that is looked for before it is posted again."""

    in_place: ClassVar[bool] = False
    repeatable: ClassVar[bool] = True


class Blind(Way):
    """A new message that can't be looked for."""

    in_place: ClassVar[bool] = False
    repeatable: ClassVar[bool] = False


def ways(log: Log, *kinds: type[Way], **answers: list[Answer]) -> TransportFinder:
    """The ways that have ``answers``, or else those of the ``kinds``, which always work; best first."""

    def find(_: discord.Client, job: HasCard, __: Tokens) -> Iterator[Transport]:
        for kind in kinds or (Edit, OtherEdit, Post, Blind):
            if kinds or kind.__name__ in answers:
                way = kind(job.card, log, answers.get(kind.__name__, [None]))
                yield way  # type: ignore[misc]  # each kind has its two flags

    return find


def draw(card: Card) -> ui.LayoutView:
    """A view that says whether the card is plain."""
    view = ui.LayoutView()
    view.add_item(ui.TextDisplay("plain" if card.plain else "words"))
    return view
