"""Things that go wrong, on demand."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from .calls import Call
from .errors import ApiError, Refusal
from .reply import Payload, Reply, rate_limited

When = Callable[[Call], bool]


def always(_: Call) -> bool:
    return True


@dataclass(slots=True, eq=False)
class Fault:
    """One rule: waits `delay` seconds, then answers `reply`, drops the connection, or lets the request through.

    With `after`, the request takes effect first: the bot then cannot know that it did. `times` is how many requests
    it meets, None for all until `stop`; `when` tells those that it meets from others of the same path; `hits` is how
    many it met. As a context manager it ends with the block.
    """

    method: str
    path: re.Pattern[str]
    reply: Reply | None = None
    drop: bool = False
    after: bool = False
    delay: float = 0.0
    times: int | None = None
    when: When = always
    hits: int = 0

    @property
    def spent(self) -> bool:
        return self.times is not None and self.hits >= self.times

    def meets(self, call: Call) -> bool:
        described = self.method in {"*", call.method} and self.path.fullmatch(call.path)
        return not self.spent and bool(described) and self.when(call)

    def stop(self) -> None:
        self.times = self.hits

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class Faults:
    """The newest rule that meets a request decides. Paths are as in `requests`, as regular expressions for the whole
    path; `method` "*" is any."""

    def __init__(self) -> None:
        self._rules: list[Fault] = []

    def answer(
        self,
        method: str,
        path: str,
        status: int,
        json: Payload | None = None,
        *,
        headers: dict[str, str] | None = None,
        times: int | None = 1,
        after: bool = False,
        delay: float = 0.0,
    ) -> Fault:
        """Any answer; without `json` one of a proxy: HTML, as in a real outage."""
        html = {"Content-Type": "text/html"} if json is None else {}
        reply = Reply(status, json or f"<h1>{status}</h1>".encode(), html | (headers or {}))
        return self._add(Fault(method, re.compile(path), reply, after=after, delay=delay, times=times))

    def rate_limit(
        self, method: str, path: str, *, retry_after: float = 1.0, scope: str = "user", times: int | None = 1
    ) -> Fault:
        """429 as Discord answers it; `scope` is "user", "shared" or "global"."""
        return self._add(
            Fault(method, re.compile(path), rate_limited(retry_after=retry_after, scope=scope), times=times)
        )

    def drop(self, method: str, path: str, *, times: int | None = 1, after: bool = False, delay: float = 0.0) -> Fault:
        """Cuts the connection instead of answering."""
        return self._add(Fault(method, re.compile(path), drop=True, after=after, delay=delay, times=times))

    def refuse(
        self,
        refusal: Refusal,
        method: str = "*",
        path: str = ".*",
        *,
        when: When = always,
        times: int | None = None,
        status: int | None = None,
    ) -> Fault:
        """Refuses as Discord does; `status` in place of the usual one, as Discord is not always true to it."""
        reply = ApiError(refusal).reply()
        named = Reply(status or reply.status, reply.body, reply.headers)
        return self._add(Fault(method, re.compile(path), named, times=times, when=when))

    def slow(self, method: str, path: str, delay: float, *, times: int | None = None, when: When = always) -> Fault:
        """Handles the request, `delay` seconds late."""
        return self._add(Fault(method, re.compile(path), delay=delay, times=times, when=when))

    def claim(self, call: Call) -> Fault | None:
        """The rule for this request, counted as a hit of it."""
        for rule in reversed(self._rules):
            if rule.meets(call):
                rule.hits += 1
                return rule
        return None

    def _add(self, rule: Fault) -> Fault:
        self._rules = [*(old for old in self._rules if not old.spent), rule]
        return rule
