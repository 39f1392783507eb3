"""Tells whose pictures are in messages and attachments, as far as anybody can."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

import discord

from bot.images.names import PictureName
from bot.jobs.service import JobService
from bot.requests.attachment import ImageAttachment
from bot.requests.source import Origin, Source
from cogs.cards.custom_ids import BUTTON_TEMPLATE, NAMING, Target
from cogs.cards.shown import files_of, path_of, walk
from cogs.memory.seen_pictures import SeenPictures
from cogs.references.attachments import each_image

_DISCORD = {"cdn.discordapp.com", "media.discordapp.net"}
_UNKNOWN = Source(Origin.UNKNOWN)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a message was seen: its channel, and the server if all its members see that channel."""

    channel_id: int | None
    guild_id: int | None


class Origins:
    """Says whose pictures are; what it finds in messages, ``seen`` remembers."""

    def __init__(self, jobs: JobService, seen: SeenPictures) -> None:
        self._jobs = jobs
        self._seen = seen

    async def in_message(
        self, interaction: discord.Interaction[Any], message: discord.Message
    ) -> list[ImageAttachment]:
        """The images of a message and of what it forwards, each with its source. Raises StorageError."""
        place, own_files = _place(interaction, message), files_of(message)
        found = []
        for part, image in each_image(message):
            path = path_of(image.url)
            is_own_file = part is message and path in own_files
            if is_own_file or (part is message and not _is_at_discord(image.url)):
                source = await self._posted(interaction, message, image, place)
            else:
                source = self._seen.find(path) or _UNKNOWN
            if is_own_file:
                self._seen.remember(path, source)
            found.append(replace(image, source=source))
        return found

    async def attached(self, images: Mapping[str, ImageAttachment]) -> dict[str, ImageAttachment]:
        """Images that a member has attached, by option, with the source of those that are others'.

        Discord does not say where a file comes from, but the pictures of the bot have names that tell.
        """
        return {option: await self._with_source(image) for option, image in images.items()}

    async def _with_source(self, image: ImageAttachment) -> ImageAttachment:
        if image.source:
            return image
        if seen := self._seen.find(path_of(image.url)):
            return replace(image, source=seen)
        requester = await self._requester(image)
        return image if requester is None else replace(image, source=Source(Origin.CARD, requester))

    async def _posted(
        self, interaction: discord.Interaction[Any], message: discord.Message, image: ImageAttachment, place: _Place
    ) -> Source:
        """The source of an image that stands in the message itself."""
        author, bot = message.author, interaction.client.user
        if bot and author.id == bot.id:
            if not PictureName.parse(image.filename):
                return _UNKNOWN
            requester = _named_on(message)
            if requester is None:
                requester = await self._requester(image)
            return Source(Origin.CARD, requester, place.channel_id, place.guild_id)
        if author.bot or message.webhook_id:
            return Source(Origin.APP)
        return Source(Origin.MEMBER, author.id, place.channel_id, place.guild_id)

    async def _requester(self, image: ImageAttachment) -> int | None:
        """Who requested a picture with this name; None if it is not one of the bot's, or no longer stored."""
        name = PictureName.parse(image.filename)
        return await self._jobs.requester(name.owner.partition("-")[0]) if name and name.owner else None


def _named_on(message: discord.Message) -> int | None:
    """The requester whom a button of a card names."""
    for state in _naming_states(message):
        if (user_id := Target.parse(state).user_id) is not None:
            return user_id
    return None


def _naming_states(message: discord.Message) -> Iterator[str]:
    for component in walk(message.components):
        match = re.fullmatch(BUTTON_TEMPLATE, getattr(component, "custom_id", None) or "")
        if match and match["action"] in NAMING:
            yield match["job"]


def _is_at_discord(url: str) -> bool:
    """Whether a URL is that of a file in some message."""
    parts = urlsplit(url)
    return parts.hostname in _DISCORD and parts.path.startswith("/attachments/")


def _place(interaction: discord.Interaction[Any], message: discord.Message) -> _Place:
    if message.flags.ephemeral:
        return _Place(None, None)
    guild = interaction.guild if interaction.is_guild_integration() else None
    channel = guild.get_channel_or_thread(message.channel.id) if guild else None
    return _Place(message.channel.id, guild.id if guild and channel and _is_open(channel, guild) else None)


def _is_open(channel: discord.abc.GuildChannel | discord.Thread, guild: discord.Guild) -> bool:
    """Whether all members of a server see a channel."""
    if isinstance(channel, discord.Thread) and channel.is_private():
        return False
    try:
        return channel.permissions_for(guild.default_role).view_channel
    except discord.ClientException:
        # The parent channel of a thread is not in the cache.
        return False
