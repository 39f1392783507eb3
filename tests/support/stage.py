"""The whole play over real sockets: Discord, imini, the bot in a process of its own, and members who want pictures."""

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
from tests.support.locales import ENGLISH
from tests.support.pictures import png
from tests.support.process import BotProcess

HASTE = 20.0
"""How much faster the bot's clock runs where a test is not about time."""

HEARTBEAT = 41.25
"""Seconds between two heartbeats, as Discord wants them."""

SPEED = 40.0
"""How much faster than the real one imini draws."""

_REFUSED = f"### {ENGLISH('title-refused')}\n"
_ENDINGS = {
    f"### {ENGLISH(key, n=number)}": key
    for key in ("title-done", "title-unloaded", "title-failed", "title-unknown")
    for number in (1, 2)
}


class Standing(deque[Fault]):
    """A script whose last entry is played for ever."""

    def popleft(self) -> Fault:
        """The next entry."""
        return self[0] if len(self) == 1 else super().popleft()


@dataclass(slots=True)
class Asked:
    """One ``/imagine`` and what came of it; its prompt is like no other's."""

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
        """Whether the answer was a refusal, for the eyes of the member alone."""
        return self.card.ephemeral and self.card.text.startswith(_REFUSED)

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
        """How it ended (a key of the texts) and the message that says so."""
        # Nearly always it is the card; reading all the messages takes long once there are hundreds.
        card = self.interaction.message
        likely = [card] if card and not card.deleted else []
        told = ((_ENDINGS.get(message.text.partition("\n")[0]), message) for message in chain(likely, self._messages()))
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
        """The part of the prompt that nothing else has: by its space, it is told from a part of some id."""
        return f" {self.prompt.rpartition(' ')[2]}"

    def _messages(self) -> Iterator[Message]:
        return (message for message in self.stage.discord.messages if self.number in message.text)

    async def ended(self, within: float = 15.0) -> tuple[str, Message]:
        """How it ended and where it says so, once it does."""
        await self.stage.discord.until(lambda: self.ending is not None, within)
        assert self.ending
        return self.ending

    async def delivered(self, within: float = 15.0) -> Message:
        """The message with the pictures; fails where it ended otherwise."""
        key, message = await self.ended(within)
        assert key == "title-done", message.text
        return message


@dataclass(slots=True)
class Stage:
    """A server with a channel and the bot in it."""

    discord: DiscordStandIn
    imini: SandboxImini
    bot: BotProcess
    guild: Guild
    channel: Channel
    _numbers: Iterable[int] = field(default_factory=lambda: count(1))

    def member(self) -> User:
        """Somebody who has not asked for anything yet."""
        return self.discord.world.add_user(f"member{next(iter(self._numbers))}")

    def prompt(self, words: str) -> str:
        """``words``, made unlike any other prompt."""
        return f"{words} {next(iter(self._numbers)):06}"

    async def ask(
        self,
        prompt: str = "a red fox",
        *,
        user: User | None = None,
        channel: Channel | None = None,
        images: Mapping[str, Upload] | None = None,
        **options: Any,
    ) -> Asked:
        """Somebody runs ``/imagine``; returns at once."""
        prompt = self.prompt(prompt)
        values = {"prompt": prompt, **options}
        interaction = await self.discord.slash(
            user or self.member(), channel or self.channel, "imagine", values, images
        )
        return Asked(self, prompt, interaction)

    async def accepted(self, prompt: str = "a red fox", **how: Any) -> Asked:
        """As ``ask``, and the bot has answered."""
        asked = await self.ask(prompt, **how)
        await asked.interaction.acknowledged()
        return asked

    async def press(self, user: User, message: Message, label: str) -> Interaction:
        """Somebody presses the button with this label, and the bot has answered."""
        (custom_id,) = [button["custom_id"] for button in message.buttons if button["label"] == label]
        return await (await self.discord.click(user, message, custom_id)).acknowledged()

    def calm(self) -> None:
        """Forget what was to go wrong at imini and has not yet."""
        self.imini.script["submit"].clear()
        self.imini.script["task"].clear()
        while len(self.imini.script["file"]) > 1:
            self.imini.script["file"].popleft()


@asynccontextmanager
async def a_stage(
    data_dir: Path,
    *,
    haste: float = HASTE,
    speed: float = SPEED,
    painted: bool = False,
    request_limit: int = REQUEST_LIMIT,
    tracebacks: bool = False,
    **settings: str,
) -> AsyncIterator[Stage]:
    """Everything up and the commands registered; at the end the bot has to leave well, and without a rule broken.

    Every picture is the same one, unless they are to be ``painted``, which takes half a second each. No order is so
    dear that the bot asks before it starts, unless ``settings`` say otherwise. ``request_limit`` is what Discord takes
    of all files of a message together, in bytes. With ``tracebacks``, the bot may log some.
    """
    settings = {"CONFIRM_CREDITS": str(10**6), **settings}
    discord = DiscordStandIn(request_limit=request_limit, heartbeat=HEARTBEAT / haste)
    async with SandboxImini(speed=speed) as imini, discord:
        if not painted:
            imini.script["file"] = Standing([Fault(body=png())])
        guild = discord.world.add_guild("Studio")
        channel = discord.world.add_channel(guild, "art")
        async with BotProcess(discord, imini, data_dir, haste=haste, tracebacks=tracebacks, **settings) as bot:
            await bot.start()
            await discord.until(lambda: list(discord.commands))
            yield Stage(discord, imini, bot, guild, channel)
        assert discord.violations == []
