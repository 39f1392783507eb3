"""Everything over real sockets: Discord, imini, the bot in a process of its own, and members."""

from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path
from typing import Any

from sandbox.imini.planned_responses import Fault
from sandbox.imini.server import Received, SandboxImini
from sandbox.imini.tasks import SandboxTask
from tests.standin import Channel, DiscordStandIn, Guild, Interaction, Message, Upload, User
from tests.standin.compose import REQUEST_LIMIT
from tests.standin.sharding import IDENTIFY_GAP
from tests.support.locales import ENGLISH
from tests.support.pictures import png
from tests.support.process import BotProcess

CLOCK_SPEED = 20.0
"""Speed of the bot's clock in tests that are not about time."""

HEARTBEAT = 41.25
"""Seconds between two heartbeats, as Discord sends it."""

SPEED = 40.0
"""How many times faster than the real imini it draws."""

_REFUSED = f"### {ENGLISH('title-refused')}\n"
_ESTIMATE = f"### {ENGLISH('title-estimate', n=2)}".partition("2")[0]
_OUTCOMES = {
    f"**{ENGLISH(key, n=number)}**": key
    for key in ("outcome-unloaded", "outcome-failed", "outcome-unknown")
    for number in (1, 2)
}
_FINISHED = ("imagine:edit:", "imagine:vary:")
"""Custom_ids that only a card without a running job has."""


class Standing(deque[Fault]):
    """A script whose last entry repeats for ever."""

    def popleft(self) -> Fault:
        return self[0] if len(self) == 1 else super().popleft()


def _outcome(message: Message) -> str | None:
    """How the job on a card ended; None while it runs, and of a message that is no card."""
    text = message.text
    if key := next((key for words, key in _OUTCOMES.items() if words in text), None):
        return key
    is_card = text.startswith("### ")
    return "done" if is_card and any(one["custom_id"].startswith(_FINISHED) for one in message.parts) else None


@dataclass(slots=True)
class ImagineCall:
    """One ``/imagine`` and its results, found by its unique prompt."""

    stage: "Stage"
    prompt: str
    interaction: Interaction

    @property
    def card(self) -> Message:
        """The answer to the command."""
        assert self.interaction.message
        return self.interaction.message

    @property
    def refused(self) -> bool:
        """Whether the response was a private refusal."""
        return self.card.ephemeral and self.card.text.startswith(_REFUSED)

    @property
    def declined(self) -> bool:
        """Whether the response says that the request is not accepted, be it in place of a placeholder that all see.

        So does an estimate: credits that were refused may be back a moment later, and then the member is asked again.
        """
        return self.card.text.startswith((_REFUSED, _ESTIMATE))

    @property
    def messages(self) -> list[Message]:
        """Every message that shows the prompt, wherever it is."""
        return list(self._messages())

    @property
    def shown(self) -> list[Message]:
        """The messages with pictures."""
        return [message for message in self.messages if message.pictures]

    @property
    def ending(self) -> tuple[str, Message] | None:
        """How it ended ("done", or a catalogue key) and the message that says so."""
        # Almost always this is the card; searching all messages takes long once there are hundreds.
        card = self.interaction.message
        likely = [card] if card and not card.deleted else []
        told = ((_outcome(message), message) for message in chain(likely, self._messages()))
        return next(((key, message) for key, message in told if key), None)

    @property
    def submits(self) -> list[Received]:
        """The submits that reached imini."""
        posts = (request for request in self.stage.imini.requests if request.method == "POST")
        return [post for post in posts if isinstance(post.json, dict) and post.json.get("prompt") == self.prompt]

    @property
    def tasks(self) -> list[SandboxTask]:
        """The tasks that imini made of it."""
        return [task for task in self.stage.imini.tasks.values() if task.submitted.prompt == self.prompt]

    @property
    def number(self) -> str:
        """The unique part of the prompt. It starts with a space, so it never matches a part of an id."""
        return f" {self.prompt.rpartition(' ')[2]}"

    def _messages(self) -> Iterator[Message]:
        return (message for message in self.stage.discord.messages if self.number in message.text)

    async def ended(self, within: float = 15.0) -> tuple[str, Message]:
        """Wait until it has ended; returns how, and the message that says so."""
        await self.stage.discord.until(lambda: self.ending is not None, within)
        assert self.ending
        return self.ending

    async def delivered(self, within: float = 15.0) -> Message:
        """Wait for the pictures; returns their message. Fails if it ended otherwise."""
        key, message = await self.ended(within)
        assert key == "done", message.text
        return message


@dataclass(slots=True)
class Stage:
    """A server with a channel and the bot in it. ``asked`` are all commands so far."""

    discord: DiscordStandIn
    imini: SandboxImini
    bot: BotProcess
    guild: Guild
    channel: Channel
    asked: list[ImagineCall] = field(default_factory=list)
    _numbers: Iterable[int] = field(default_factory=lambda: count(1))

    def member(self) -> User:
        """A new member."""
        return self.discord.world.add_user(f"member{next(iter(self._numbers))}")

    def prompt(self, words: str) -> str:
        """``words`` with a number that makes the prompt unique."""
        return f"{words} {next(iter(self._numbers)):06}"

    async def ask(
        self,
        prompt: str = "a red fox",
        *,
        user: User | None = None,
        channel: Channel | None = None,
        images: Mapping[str, Upload] | None = None,
        **options: Any,
    ) -> ImagineCall:
        """Run ``/imagine``; returns at once. By default, a new member does, or whose conversation it is."""
        prompt, channel = self.prompt(prompt), channel or self.channel
        values = {"prompt": prompt, **options}
        user = user or next(iter(channel.recipients), None) or self.member()
        interaction = await self.discord.slash(user, channel, "imagine", values, images)
        call = ImagineCall(self, prompt, interaction)
        self.asked.append(call)
        return call

    async def accepted(self, prompt: str = "a red fox", **how: Any) -> ImagineCall:
        """Run ``/imagine``, and wait for the bot's response."""
        asked = await self.ask(prompt, **how)
        await asked.interaction.acknowledged()
        return asked

    async def press(self, user: User, message: Message, label: str) -> Interaction:
        """Press the button with this label, also one behind More, and wait for the bot's response."""
        if label not in _labels(message):
            message = await self.panel(user, message)
        (custom_id,) = [button["custom_id"] for button in message.buttons if button["label"] == label]
        return await (await self.discord.click(user, message, custom_id)).acknowledged()

    async def panel(self, user: User, message: Message) -> Message:
        """Press More; returns the panel."""
        opened = await self.press(user, message, ENGLISH("button-more"))
        (panel,) = await self.discord.until(lambda: opened.followups)
        return panel

    def calm(self) -> None:
        """Drop the faults that imini has not used yet."""
        for script in self.imini.script.values():
            while len(script) > isinstance(script, Standing):
                script.popleft()


def _labels(message: Message) -> set[str]:
    return {button["label"] for button in message.buttons}


@asynccontextmanager
async def a_stage(
    data_dir: Path,
    *,
    clock_speed: float = CLOCK_SPEED,
    speed: float = SPEED,
    painted: bool = False,
    request_limit: int = REQUEST_LIMIT,
    tracebacks: bool = False,
    shards: int = 1,
    max_concurrency: int = 1,
    **settings: str,
) -> AsyncIterator[Stage]:
    """Start everything, with the commands synced. At the end the bot must stop cleanly and have broken no rule.

    All pictures are the same file unless they are ``painted``, which takes half a second each. No job asks for
    confirmation unless ``settings`` say so. ``request_limit`` is Discord's limit for all files of a message together,
    in bytes. With ``tracebacks``, the bot may log tracebacks. Discord wants ``shards``, and lets ``max_concurrency`` of
    them begin a session at once.
    """
    settings = {"CONFIRM_CREDITS": str(10**6), "SERVER_BUDGET": f"{10**6}/day", **settings}
    discord = DiscordStandIn(
        request_limit=request_limit, heartbeat=HEARTBEAT / clock_speed, identify_gap=IDENTIFY_GAP / clock_speed
    )
    discord.gateway.shards, discord.gateway.starts.max_concurrency = shards, max_concurrency
    async with SandboxImini(speed=speed) as imini, discord:
        if not painted:
            imini.script["file"] = Standing([Fault(body=png())])
        guild = discord.world.add_guild("Studio")
        channel = discord.world.add_channel(guild, "art")
        async with BotProcess(
            discord, imini, data_dir, clock_speed=clock_speed, tracebacks=tracebacks, **settings
        ) as bot:
            await bot.start()
            await discord.until(lambda: list(discord.commands))
            yield Stage(discord, imini, bot, guild, channel)
        assert discord.violations == []
