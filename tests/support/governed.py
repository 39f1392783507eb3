"""A server whose budgets are met again and again, whatever fails, and in which a member is blocked on the way."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import cycle, islice

from tests.standin import Channel, Interaction, User
from tests.standin.interactions import ACK_SECONDS
from tests.support.books import BUDGETS, Books, CapWatch, Readable, has_job
from tests.support.locales import ENGLISH
from tests.support.stage import ImagineCall, Stage
from tests.support.waiting import eventually

SERVER_CREDITS, MEMBER_CREDITS = 8, 4
"""What the server and each of its members may spend in a month."""

GRANTED = 4
"""Credits that a manager grants the server before each crowd: fewer than that asks for."""

CROWD = 5
"""Members who ask there at once. Together they ask for more than was granted."""

GREEDY = 3
"""Commands that one of them sends: more than the budget of a member covers."""

CALM_CROWDS = 8
"""Crowds that come at most while all is well, until budgets of the server are met."""

ROOM = 20
"""Credits that the bot's budget leaves where it is met."""

SPENDERS = 10
"""Members who ask at once for four credits each then."""

ANSWERED_WITHIN = 10.0
"""Seconds."""

_REFUSED = f"### {ENGLISH('title-refused')}\n"

_RULES = (
    f'{{"server_budget": {{"credits": {SERVER_CREDITS}, "period": "month"}},'
    f' "member_budget": {{"credits": {MEMBER_CREDITS}, "period": "month"}}}}'
)

_SET_RULES = "INSERT INTO servers (guild_id, version, data) VALUES (?, 1, ?)"

_LEVELS = ("bot", "server", "member")
"""Whose budgets must be met in a run."""


@dataclass(slots=True)
class GovernedServer:
    """``blocked`` is a member whom ``manager`` blocks; ``refused`` are their commands since the bot has said so.

    ``watch`` looks whether a cap is exceeded or met. ``served``, what was done for the blocked one, is known after
    ``conclude``.
    """

    channel: Channel
    manager: User
    blocked: User
    books: Books
    watch: CapWatch
    is_blocked: bool = False
    refused: list[ImagineCall] = field(default_factory=list)
    served: int = 0

    @classmethod
    def of(cls, stage: Stage, channel: Channel, books: Books) -> "GovernedServer":
        """The server of ``channel``, in which the bot must be. No process has asked for its rules yet."""
        assert channel.guild
        server_id = int(channel.guild.id)
        caps = {f"server:{server_id}": SERVER_CREDITS, f"member:{server_id}": MEMBER_CREDITS}
        server = cls(channel, stage.member(), stage.member(), books, CapWatch(caps))
        channel.managers.append(server.manager)
        books.write(_SET_RULES, (server_id, _RULES))
        return server

    @classmethod
    async def joined(cls, stage: Stage, books: Books) -> "GovernedServer":
        """A server that the bot joins while it is stopped."""
        assert await stage.bot.stop() == 0
        world = stage.discord.world
        server = cls.of(stage, world.add_channel(world.add_guild("Governed"), "art"), books)
        await stage.bot.start()
        return server

    async def crowd(self, stage: Stage, rng: random.Random) -> list[ImagineCall]:
        """Members ask for more than is left, all at once, and the blocked one among them. A block comes meanwhile."""
        members = [stage.member() for _ in range(CROWD)]
        members += members[:1] * (GREEDY - 1)
        asking = [stage.ask(user=user, channel=self.channel, count=2) for user in members]
        asking.append(self._blocked_asks(stage))
        rng.shuffle(asking)
        asked, _ = await asyncio.gather(asyncio.gather(*asking), self._manage(stage))
        return [*asked]

    async def spend(self, stage: Stage, rng: random.Random) -> list[ImagineCall]:
        """While all is well: one member asks for more than is theirs, one command after the other; then a crowd does.

        So a member has met their budget before the server has nothing left.
        """
        await self._manage(stage)
        greedy, asked = stage.member(), list[ImagineCall]()
        for _ in range(GREEDY):
            asked += await answered([await stage.ask(user=greedy, channel=self.channel, count=2)])
        return [*asked, *await answered(await self.crowd(stage, rng))]

    async def meet_budgets(
        self,
        stage: Stage,
        rng: random.Random,
        settle: Callable[[Sequence[ImagineCall]], Awaitable[None]],
        books: Readable | None = None,
    ) -> None:
        """Let members spend while all is well, until the server has met its budget and a member theirs.

        ``books`` are those to read while the bot runs, if ``self.books`` are not.
        """
        for _ in range(CALM_CROWDS):
            await settle(await self.spend(stage, rng))
            await asyncio.to_thread(self.look, books)
            if self.is_blocked and self.met["server"] and self.met["member"]:
                return

    async def _blocked_asks(self, stage: Stage) -> ImagineCall:
        before = self.is_blocked
        one = await stage.ask(user=self.blocked, channel=self.channel)
        if before:
            self.refused.append(one)
        return one

    async def _manage(self, stage: Stage) -> None:
        """Block the member, once, and grant the server more."""
        if not self.is_blocked:
            self.is_blocked = await _said(stage, self.manager, self.channel, "server block", user=self.blocked)
        await _said(stage, self.manager, self.channel, "server grant", credits=GRANTED)

    @property
    def met(self) -> Counter[str]:
        """How many accounts of each level (bot, host, server, member) have met their cap."""
        return Counter(account.partition(":")[0] for account in self.watch.met)

    def look(self, books: Readable | None = None) -> None:
        """Look whether a cap is exceeded or met: in ``self.books`` while the bot does not run, or in others."""
        self.watch.look((books or self.books).rows(BUDGETS))

    def conclude(self) -> list[str]:
        """Count what became of it, once the bot has stopped. Returns the faults, and what was not put to the test."""
        self.look()
        served = [one.prompt for one in self.refused if one.submits or has_job(self.books, int(one.interaction.id))]
        self.served = len(served)
        return [
            *self.watch.faults,
            *(f"blocked: {prompt} was accepted" for prompt in served),
            *(f"not tested: no budget of a {level} was met" for level in _LEVELS if not self.met[level]),
            *([] if self.refused else ["not tested: the blocked member has asked for nothing since"]),
        ]

    @property
    def rows(self) -> Iterator[tuple[str, int]]:
        """What became of it, as rows of a table."""
        yield from ((f"caps met: {level}", self.met[level]) for level in _LEVELS)
        yield "caps met", self.met.total()
        yield "caps exceeded", len(self.watch.over)
        yield "commands of the blocked member", len(self.refused)
        yield "blocked member served", self.served


async def spenders(stage: Stage, channels: Iterable[Channel]) -> Sequence[ImagineCall]:
    """Members ask in all ``channels`` at once for more than ROOM."""
    places = islice(cycle(channels), SPENDERS)
    return await asyncio.gather(*(stage.ask(user=stage.member(), channel=place, count=4) for place in places))


async def answered(asked: Sequence[ImagineCall]) -> Sequence[ImagineCall]:
    """Wait until each is answered, unless nobody is there to do so."""
    with suppress(TimeoutError):
        await eventually(lambda: all(one.interaction.message for one in asked), ANSWERED_WITHIN)
    return asked


async def _said(stage: Stage, manager: User, channel: Channel, command: str, **options: object) -> bool:
    """Run a command; whether the bot has carried it out. Nobody may be there to hear it."""
    interaction: Interaction = await stage.discord.slash(manager, channel, command, options)
    try:
        await interaction.acknowledged(ACK_SECONDS)
        await stage.discord.until(lambda: interaction.message and interaction.message.text)
    except TimeoutError:
        return False
    return bool(interaction.message and not interaction.message.text.startswith(_REFUSED))
