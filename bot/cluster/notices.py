"""Notices: signals that are also kept for a while, so that a process that starts later knows of them too."""

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, Protocol

from bot.cluster.outbox import Outbox
from bot.cluster.signals import LISTENING, Payload, Signals

_log = logging.getLogger(__name__)

SIGNAL: Final = "notice"


@dataclass(frozen=True, slots=True)
class Notice:
    """What all processes should know for ``seconds`` more; 0 withdraws it. The newest one of a topic and key counts."""

    topic: str
    seconds: float
    key: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


NoticeHandler = Callable[[Notice], None]


class Notices(Protocol):
    """Port: what processes tell each other for a while. Nobody waits for it, and it may come late or, rarely, never."""

    def post(self, notice: Notice) -> None:
        """Tell all other processes, and those that start until it ends."""

    def subscribe(self, topic: str, handler: NoticeHandler) -> None:
        """Have ``handler`` called with what others have posted and will post, perhaps more than once."""


class NoNotices:
    """The notices of a bot that is one process."""

    def post(self, notice: Notice) -> None:
        pass

    def subscribe(self, topic: str, handler: NoticeHandler) -> None:
        pass


NO_NOTICES: Final = NoNotices()


class NoticeRepository(Protocol):
    """Port: where notices are kept. Every call may raise StorageError."""

    async def keep(self, notice: Notice) -> None:
        """Store a notice in place of the last one of its topic and key, or delete that if this one withdraws it."""

    async def of(self, topic: str) -> Sequence[Notice]:
        """The notices that have not ended."""


class SharedNotices:
    """Notices by signal and by row: the signal is quick, the row is for whoever did not hear it."""

    def __init__(self, signals: Signals, repository: NoticeRepository, outbox: Outbox) -> None:
        self._signals = signals
        self._repository = repository
        self._outbox = outbox
        self._handlers: defaultdict[str, list[NoticeHandler]] = defaultdict(list)
        signals.subscribe(SIGNAL, self._hear)
        signals.subscribe(LISTENING, self._read_all)

    def post(self, notice: Notice) -> None:
        # The row comes first: whoever begins to listen after the signal was sent must find it.
        self._outbox.add(partial(self._repository.keep, notice))
        self._signals.publish(
            SIGNAL, {"topic": notice.topic, "seconds": notice.seconds, "key": notice.key, "data": dict(notice.data)}
        )

    def subscribe(self, topic: str, handler: NoticeHandler) -> None:
        self._handlers[topic].append(handler)
        self._outbox.add(partial(self._read, topic))

    def _hear(self, payload: Payload) -> None:
        self._call(Notice(payload["topic"], float(payload["seconds"]), payload["key"], payload["data"]))

    def _read_all(self, _: Payload) -> None:
        for topic in self._handlers:
            self._outbox.add(partial(self._read, topic))

    async def _read(self, topic: str) -> None:
        for notice in await self._repository.of(topic):
            self._call(notice)

    def _call(self, notice: Notice) -> None:
        for handler in self._handlers.get(notice.topic, ()):
            try:
                handler(notice)
            except (LookupError, TypeError, ValueError) as error:
                _log.warning("a notice from another process, %s, can't be used: %r", notice.topic, error)
