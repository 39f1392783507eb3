"""One interaction without a Discord, and what the bot shows in response to it."""

from datetime import UTC, datetime
from typing import Any
from unittest.mock import Mock, create_autospec

import discord

from bot.net.backoff import Backoff
from cogs.interactions.claims import Claims
from cogs.interactions.initial_response import InitialResponse
from cogs.interactions.responses import InitialResponses
from tests.support.clock import FakeClock
from tests.support.locales import CATALOGS
from tests.support.views import text_of

FIRST, FURTHER = 70, 71
"""Ids of the initial response and of a follow-up."""


class Scene:
    """One interaction; ``calls`` is what Discord is sent, in order: how, who sees it, and its title."""

    def __init__(
        self, clock: FakeClock, *, age: float = 0, pressed: bool = False, last_response: float = 60, **fields: Any
    ) -> None:
        self.calls: list[tuple[str, bool | None, str]] = []
        self.errors: list[Exception] = []
        response = create_autospec(discord.InteractionResponse, instance=True)
        response.send_message.side_effect = self._sends("send", FIRST)
        response.edit_message.side_effect = self._sends("update", FIRST)
        response.send_modal.side_effect = self._sends("modal", FIRST)
        response.defer.side_effect = self._sends("defer", FIRST)
        followup = create_autospec(discord.Webhook, instance=True)
        followup.send.side_effect = self._sends("follow up", FURTHER)
        followup.edit_message.side_effect = self._sends("edit follow-up", FURTHER)
        followup.delete_message.side_effect = self._sends("delete follow-up", FURTHER)
        self.interaction: Any = Mock(
            spec=discord.Interaction,
            **{
                "id": 5,
                "type": discord.InteractionType.application_command,
                "locale": "en-US",
                "extras": {},
                "message": Mock(spec=discord.Message) if pressed else None,
                "created_at": datetime.fromtimestamp(clock.time - age, UTC),
                "response": response,
                "followup": followup,
                "edit_original_response": self._sends("edit", FIRST),
                "delete_original_response": self._sends("delete", FIRST),
                **fields,
            },
        )
        self.responses = InitialResponses(CATALOGS, Claims(Backoff(jitter=0), clock.clock), clock.clock, last_response)

    @property
    def response(self) -> InitialResponse:
        return self.responses.to(self.interaction)

    async def arrive(self) -> None:
        """Dispatch the interaction, to which nothing responds yet."""
        await self.responses.on_interaction(self.interaction)

    def _sends(self, how: str, message_id: int) -> Any:  # noqa: ANN401 - one of discord.py's many calls
        async def send(*_: object, **what: Any) -> Any:  # noqa: ANN401 - likewise
            if self.errors:
                raise self.errors.pop(0)
            title = text_of(what["view"]).partition("\n")[0].removeprefix("### ") if "view" in what else ""
            self.calls.append((how, what.get("ephemeral"), title))
            return Mock(spec=["id", "message_id"], id=message_id, message_id=message_id)

        return send
