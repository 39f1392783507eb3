"""Where the stand-in is tried: a small server, with the plainest bot."""

from .interactions import Interaction
from .places import MIB, Channel, User
from .plainbot import PlainBot
from .reply import Payload
from .server import DiscordStandIn

IMAGE: Payload = {"name": "image1", "description": "A reference", "type": 11}
PROMPT: Payload = {"name": "prompt", "description": "What", "type": 3, "required": True, "max_length": 10}
MESSAGE, DEFERRED, MODAL = 4, 5, 9


class Scene:
    """A server with one channel, one member and a bot that registered /imagine."""

    def __init__(self, discord: DiscordStandIn, bot: PlainBot) -> None:
        self.discord = discord
        self.bot = bot
        self.guild = discord.world.add_guild("Studio", upload_limit=MIB)
        self.channel = discord.world.add_channel(self.guild, "art")
        self.alice = discord.world.add_user("alice")

    async def imagine(self, channel: Channel | None = None, user: User | None = None) -> Interaction:
        return await self.discord.slash(user or self.alice, channel or self.channel, "imagine", {"prompt": "a fox"})

    async def deferred(self) -> Interaction:
        interaction = await self.imagine()
        await self.bot.respond(interaction, DEFERRED)
        return interaction


def gallery(*names: str) -> list[Payload]:
    return [{"type": 12, "items": [{"media": {"url": f"attachment://{name}"}} for name in names]}]
