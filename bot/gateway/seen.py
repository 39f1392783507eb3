"""What was heard already, so that it is not heard twice."""

from collections import OrderedDict

MOST = 10_000
"""Ids that are remembered, the newest: a resumed session is sent the last minutes again, not more."""


class Seen:
    """The ids of the interactions that this process has heard, the ``most`` newest of them."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._ids: OrderedDict[str, None] = OrderedDict()

    def is_new(self, interaction_id: str) -> bool:
        """Whether nobody has asked for ``interaction_id`` before; from now on, somebody has."""
        if interaction_id in self._ids:
            return False
        self._ids[interaction_id] = None
        if len(self._ids) > self._most:
            self._ids.popitem(last=False)
        return True
