"""URLs of the pictures on cards, for use as references."""

import discord
from cachetools import LRUCache

from bot.images.names import PictureName
from bot.jobs.errors import UnknownPicture
from bot.jobs.job import Job
from cogs.cards.shown import files_of
from cogs.cards.urls import well_formed

CAPACITY = 500
"""Jobs whose URLs are remembered, the most recently used ones."""

NO_LIMIT = 1 << 20
"""Characters of a URL that is sent to imini: as many as its own response may have, unlike those in a message."""


class PictureLinks:
    """The newest URLs of pictures on cards.

    Discord signs attachment URLs for about a day and sends fresh ones with every press, so those are preferred. imini's
    own URLs serve for a card whose last press is forgotten.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._links = LRUCache[str, dict[int, str]](capacity)

    def remember(self, job: Job, message: discord.Message | None) -> None:
        """Keep the URLs that came with a press on the job's card, or on another message with its pictures."""
        found = {}
        for file in files_of(message).values() if message else ():
            name = PictureName.parse(file.name)
            if name and name.may_be_of(job.id):
                found[name.number] = file.url
        # Merged, as an extra message shows only some of the job's pictures.
        if found:
            self._links[job.id] = {**self._links.get(job.id, {}), **found}

    def has(self, job: Job) -> bool:
        """Whether URLs of the job's pictures are remembered."""
        return job.id in self._links

    def of(self, job: Job, number: int) -> str:
        """The URL of picture ``number`` (1-based). Raises UnknownPicture."""
        if not job.paid or not 1 <= number <= len(job.images):
            raise UnknownPicture
        url = self._links.get(job.id, {}).get(number) or job.images[number - 1].url
        return well_formed(url, NO_LIMIT) or url
