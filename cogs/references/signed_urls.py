"""Links to the pictures of cards, for use as references."""

import discord
from cachetools import LRUCache

from bot.images.names import PictureName
from bot.jobs.errors import UnknownPicture
from bot.jobs.job import Job
from cogs.cards.shown import files_of
from cogs.cards.urls import well_formed

CAPACITY = 500
"""Jobs whose links are kept, those that were pressed last."""

NO_LIMIT = 1 << 20
"""Characters of an address that imini is given: as many as its whole answer may have."""


class PictureLinks:
    """Where the pictures of recently pressed cards are.

    Discord signs attachment links for about a day and sends fresh ones with every press, so those come first; imini's
    own links serve for a card whose press is forgotten.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._links = LRUCache[str, dict[int, str]](capacity)

    def remember(self, job: Job, message: discord.Message | None) -> None:
        """Note the links that came with a press on the card of ``job``, or on another message with pictures of it."""
        found = {}
        for file in files_of(message).values() if message else ():
            name = PictureName.parse(file.name)
            if name and name.may_be_of(job.id):
                found[name.number] = file.url
        if found:
            self._links[job.id] = {**self._links.get(job.id, {}), **found}

    def of(self, job: Job, number: int) -> str:
        """A link to picture ``number`` (from 1) of ``job``. Raises UnknownPicture."""
        if not job.paid or not 1 <= number <= len(job.images):
            raise UnknownPicture
        url = self._links.get(job.id, {}).get(number) or job.images[number - 1].url
        return well_formed(url, NO_LIMIT) or url
