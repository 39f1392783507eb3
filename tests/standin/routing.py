"""Which handler answers which path."""

import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace

from .calls import Call
from .errors import ApiError, Refusal
from .reply import Reply

Handler = Callable[[Call], Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class Route:
    """`path` has `{names}`; `token` says whether the bot token is needed."""

    method: str
    path: str
    handler: Handler
    token: bool = True


class Router:
    """The first route that matches answers, so literal paths stand before templates."""

    def __init__(self, routes: Iterable[Route], token: str) -> None:
        self.token = token
        self._routes = [(re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", route.path)), route) for route in routes]

    def knows(self, call: Call) -> bool:
        return self._matched(call) is not None

    async def answer(self, call: Call) -> Reply:
        """Raises ApiError as Discord would refuse."""
        matched = self._matched(call)
        if matched is None:
            raise ApiError(Refusal.UNKNOWN_ROUTE)
        route, params = matched
        if route.token and call.authorization != f"Bot {self.token}":
            raise ApiError(Refusal.UNAUTHORIZED)
        return await route.handler(replace(call, params=params))

    def _matched(self, call: Call) -> tuple[Route, dict[str, str]] | None:
        for pattern, route in self._routes:
            match = pattern.fullmatch(call.path)
            if match and route.method == call.method:
                return route, match.groupdict()
        return None
