"""What the stand-in answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """JSON for a dict or a list, a file for bytes, no body for None."""

    status: int = 200
    body: Payload | list[Any] | bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def code(self) -> int | None:
        """Discord's own error code, where this is an error."""
        return self.body.get("code") if self.status >= 400 and isinstance(self.body, dict) else None


NO_CONTENT = Reply(204)


def ok(body: Payload | list[Any]) -> Reply:
    return Reply(200, body)


def rate_limited(*, retry_after: float = 1.0, scope: str = "user", **extra: object) -> Reply:
    """A 429 of Discord's own; `Via` tells it from a Cloudflare ban, which has none.

    https://discord.com/developers/docs/topics/rate-limits#exceeding-a-rate-limit
    """
    headers = {"Retry-After": f"{retry_after:g}", "Via": "1.1 google", "X-RateLimit-Scope": scope}
    body = {"message": "You are being rate limited.", "retry_after": retry_after, "global": scope == "global"}
    return Reply(429, body | extra, headers)
