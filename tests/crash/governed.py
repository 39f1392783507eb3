"""A server whose budgets are met in every round, whatever fails, and in which a member is blocked on the way."""

import asyncio
import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field

import psycopg

from tests.crash.cluster import Cluster
from tests.standin import Channel, Interaction, User
from tests.standin.interactions import ACK_SECONDS
from tests.support.locales import ENGLISH
from tests.support.stage import ImagineCall, Stage

SERVER_CREDITS, MEMBER_CREDITS = 12, 4
"""What the server and each of its members may spend in a month."""

GRANTED = 6
"""Credits that a manager grants the server in each round, so that its budget is met in each."""

CROWD = 5
"""Members who ask there at once in a round. Together they ask for more than was granted."""

GREEDY = 3
"""Commands that one of them sends: more than the budget of a member covers."""

_REFUSED = f"### {ENGLISH('title-refused')}\n"

_RULES = (
    f'{{"server_budget": {{"credits": {SERVER_CREDITS}, "period": "month"}},'
    f' "member_budget": {{"credits": {MEMBER_CREDITS}, "period": "month"}}}}'
)

_MET = "SELECT split_part(account, ':', 1), count(*) FROM spending WHERE warned = 100 GROUP BY 1"

_OF_BLOCKED = "SELECT count(*) FROM jobs WHERE interaction_id = ANY(%s)"


@dataclass(slots=True)
class GovernedServer:
    """``blocked`` is a member whom ``manager`` blocks; ``refused`` are their commands since the bot has said so."""

    channel: Channel
    manager: User
    blocked: User
    is_blocked: bool = False
    refused: list[ImagineCall] = field(default_factory=list)

    @property
    def id(self) -> int:
        assert self.channel.guild
        return int(self.channel.guild.id)

    @property
    def caps(self) -> dict[str, int]:
        """What each account may spend, by the beginning of its name, without what is granted."""
        return {f"server:{self.id}": SERVER_CREDITS, f"member:{self.id}": MEMBER_CREDITS}

    @classmethod
    def of(cls, cluster: Cluster) -> "GovernedServer":
        """A server that only the first shard hears of. No process has asked for its rules yet."""
        stage = cluster.stage
        server = cls(cluster.governed, stage.member(), stage.member())
        server.channel.managers.append(server.manager)
        with closing(psycopg.connect(cluster.url, autocommit=True)) as connection:
            connection.execute("INSERT INTO servers VALUES (%s, 1, %s)", (server.id, _RULES))
        return server

    async def crowd(self, stage: Stage, rng: random.Random) -> None:
        """Members ask for more than is left, all at once, and the blocked one among them. A block comes meanwhile."""
        members = [stage.member() for _ in range(CROWD)]
        members += members[:1] * (GREEDY - 1)
        asking = [stage.ask(user=user, channel=self.channel, count=2) for user in members]
        asking.append(self._blocked_asks(stage))
        rng.shuffle(asking)
        await asyncio.gather(*asking, self._manage(stage))

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

    def faults(self, url: str) -> Iterator[str]:
        """What was done for the blocked one after all, and what the run did not put to the test."""
        submitted = [one.prompt for one in self.refused if one.submits]
        yield from (f"blocked: {prompt} was submitted" for prompt in submitted)
        with closing(psycopg.connect(url)) as connection:
            interactions = [int(one.interaction.id) for one in self.refused]
            (jobs,) = connection.execute(_OF_BLOCKED, [interactions]).fetchone() or (0,)
        if jobs:
            yield f"blocked: {jobs} jobs of the blocked member"


async def _said(stage: Stage, manager: User, channel: Channel, command: str, **options: object) -> bool:
    """Run a command; whether the bot has carried it out. Nobody may be there to hear it."""
    interaction: Interaction = await stage.discord.slash(manager, channel, command, options)
    try:
        await interaction.acknowledged(ACK_SECONDS)
        await stage.discord.until(lambda: interaction.message and interaction.message.text)
    except TimeoutError:
        return False
    return bool(interaction.message and not interaction.message.text.startswith(_REFUSED))


def met(url: str) -> dict[str, int]:
    """How many accounts of each level have met their cap."""
    with closing(psycopg.connect(url)) as connection:
        return dict(connection.execute(_MET).fetchall())
