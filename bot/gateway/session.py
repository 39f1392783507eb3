"""A session at Discord's gateway, as far as it can be resumed.

Source: https://discord.com/developers/docs/events/gateway#resuming
"""

from dataclasses import dataclass
from typing import Self

from yarl import URL

from bot.gateway.websocket import Socket

_SESSION_OVER = {4007, 4009}
"""Close codes after which the session can't be resumed: invalid sequence, session timed out."""


@dataclass(frozen=True, slots=True)
class Session:
    """What resuming needs: the session ID, the sequence number of the last dispatch, and the session's own URL."""

    id: str
    sequence: int
    address: URL

    @classmethod
    def of(cls, socket: Socket) -> Self | None:
        """The session of ``socket``; None if it can't be resumed."""
        if socket.session_id is None or socket.sequence is None or socket.socket.close_code in _SESSION_OVER:
            return None
        return cls(socket.session_id, socket.sequence, socket.gateway)
