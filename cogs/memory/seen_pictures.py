"""Whose files were seen in messages, for those who come across them elsewhere."""

from cachetools import LRUCache

from bot.requests.source import Source

CAPACITY = 10_000
"""Files remembered at once, the most recently used ones."""


class SeenPictures:
    """The sources of files in messages on which members opened a menu."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._sources = LRUCache[str, Source](capacity)

    def remember(self, path: str, source: Source) -> None:
        """Keep whose the file is whose URL has this ``path``."""
        self._sources[_key(path)] = source

    def find(self, path: str) -> Source | None:
        """Whose file it is; None if it was not seen, or too long ago."""
        return self._sources.get(_key(path))


def _key(path: str) -> str:
    """The id and the name of a file at Discord, with which every URL of it ends."""
    return "/".join(path.split("/")[-2:])
