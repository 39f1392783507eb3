"""Processes beside each other, over one database: what each tells the others is heard at once."""

import json
from collections import defaultdict
from collections.abc import Sequence

from bot.cluster.notices import Notice, NoticeHandler
from bot.cluster.signals import Handler, Payload


class WiredSignals:
    """The signals of one of several processes; what it publishes arrives at once, as the JSON that it is."""

    def __init__(self, others: "list[WiredSignals]") -> None:
        self.handlers: defaultdict[str, list[Handler]] = defaultdict(list)
        self._all = others
        others.append(self)

    def publish(self, topic: str, payload: Payload) -> None:
        heard = json.loads(json.dumps(payload))
        for other in self._all:
            if other is not self:
                other.hear(topic, heard)

    def subscribe(self, topic: str, handler: Handler) -> None:
        self.handlers[topic].append(handler)

    def hear(self, topic: str, payload: Payload) -> None:
        """Hear what another process has published."""
        for handler in self.handlers[topic]:
            handler(payload)


def wired(number: int) -> list[WiredSignals]:
    """The signals of ``number`` processes."""
    everybody: list[WiredSignals] = []
    return [WiredSignals(everybody) for _ in range(number)]


class SharedBoard:
    """The notices of several processes in one: each has its own view of it."""

    def __init__(self) -> None:
        self.posted: list[Notice] = []
        self.views: list[BoardView] = []

    def view(self) -> "BoardView":
        """The notices as one more process sees them."""
        self.views.append(BoardView(self))
        return self.views[-1]


class BoardView:
    """What one process posts and hears. It also hears what was posted before it subscribed."""

    def __init__(self, board: SharedBoard) -> None:
        self._board = board
        self._handlers: dict[str, NoticeHandler] = {}

    def post(self, notice: Notice) -> None:
        self._board.posted.append(notice)
        for other in self._board.views:
            if other is not self:
                other.hear(notice)

    def subscribe(self, topic: str, handler: NoticeHandler) -> None:
        self._handlers[topic] = handler
        for notice in self._kept(topic):
            handler(notice)

    def hear(self, notice: Notice) -> None:
        """Hear what another process has posted."""
        if notice.topic in self._handlers:
            self._handlers[notice.topic](notice)

    def _kept(self, topic: str) -> Sequence[Notice]:
        newest = {notice.key: notice for notice in self._board.posted if notice.topic == topic}
        return [notice for notice in newest.values() if notice.seconds > 0]
