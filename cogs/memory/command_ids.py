"""The ids that Discord gave the commands, by which a message can mention them."""

from collections.abc import Mapping


class CommandIds:
    """The ids of the slash commands by their names, as of the last look at Discord; none before that."""

    def __init__(self) -> None:
        self._ids: Mapping[str, int] = {}

    def learn(self, ids: Mapping[str, int]) -> None:
        """Keep these ids in place of the earlier ones."""
        self._ids = ids

    def find(self, name: str) -> int | None:
        """The id of the command whose name ``name`` begins with; None while it is not known."""
        return self._ids.get(name.partition(" ")[0])
