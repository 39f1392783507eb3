"""Port: hints from one process to all others. Any may get lost, so that nothing may depend on one."""

import json
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, Final, Protocol

from bot.cluster.outbox import Outbox

_log = logging.getLogger(__name__)

Payload = Mapping[str, Any]
"""JSON of a few hundred bytes; PostgreSQL takes at most 8,000."""

Handler = Callable[[Payload], None]

LISTENING: Final = "listening"
"""The topic under which a process hears itself begin to listen, perhaps again: what was told before may be lost."""


class Signals(Protocol):
    """Publishes and hears. Both sides live on if the other one is of an older or newer version."""

    def publish(self, topic: str, payload: Payload) -> None:
        """Tell all other processes, without waiting for that."""

    def subscribe(self, topic: str, handler: Handler) -> None:
        """Have ``handler`` called with what other processes publish under ``topic``."""


class NoSignals:
    """The signals of a bot that is one process: there is nobody to tell, and nothing to hear."""

    def publish(self, topic: str, payload: Payload) -> None:
        pass

    def subscribe(self, topic: str, handler: Handler) -> None:
        pass


NO_SIGNALS: Final = NoSignals()


class SharedSignals:
    """Signals as texts, which ``send`` brings to every process, this one too.

    ``run`` is the id of this process's run: its own signals are ignored.
    """

    def __init__(self, run: str, send: Callable[[str], Awaitable[None]], outbox: Outbox) -> None:
        self._run = run
        self._send = send
        self._outbox = outbox
        self._handlers: defaultdict[str, list[Handler]] = defaultdict(list)

    def publish(self, topic: str, payload: Payload) -> None:
        text = json.dumps({"run": self._run, "topic": topic, "payload": payload})
        self._outbox.add(partial(self._send, text))

    def subscribe(self, topic: str, handler: Handler) -> None:
        self._handlers[topic].append(handler)

    def hear(self, text: str) -> None:
        """Call the handlers of a signal that arrived. One that can't be read is ignored: other versions may differ."""
        try:
            signal = json.loads(text)
            run, topic, payload = signal["run"], signal["topic"], signal["payload"]
        except (ValueError, LookupError, TypeError):
            _log.warning("a signal from another process is unreadable")
            return
        if run != self._run and topic != LISTENING:
            self._call(topic, payload)

    def listening(self) -> None:
        """Note that signals arrive from now on."""
        self._call(LISTENING, {})

    def _call(self, topic: str, payload: Payload) -> None:
        for handler in self._handlers.get(topic, ()):
            try:
                handler(payload)
            except (LookupError, TypeError, ValueError) as error:
                _log.warning("a signal from another process, %s, can't be used: %r", topic, error)
