"""The first answer to an interaction, and whose it is where Discord's word got lost or somebody else was faster."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import discord

from bot.errors import AlreadyHandled
from bot.jobs.card import Card
from bot.net.backoff import Backoff, retrying
from bot.net.errors import NETWORK_ERRORS
from bot.runtime.clock import Clock
from cogs.cards.marks import has_mark
from cogs.discord_numbers import ALREADY_ACKNOWLEDGED

_log = logging.getLogger(__name__)

ORIGINAL: Any = "@original"
"""Stands in a route for the id of the first answer, where that was not learned.

https://discord.com/developers/docs/interactions/receiving-and-responding#edit-original-interaction-response
discord.py declares ids as numbers, and puts whatever it is given into the route: hence Any.
"""

WebhookOf = Callable[[discord.Client, Card], discord.Webhook]

Message = TypeVar("Message", discord.InteractionMessage, discord.WebhookMessage)
Response = discord.InteractionCallbackResponse[Any]
Give = Callable[[], Awaitable[Response | None]]
IsOurs = Callable[[discord.InteractionMessage], bool]


def webhook_of(client: discord.Client, card: Card) -> discord.Webhook:
    """What the token of the interaction behind ``card`` lets the bot send and edit.

    Source: https://discord.com/developers/docs/interactions/receiving-and-responding#followup-messages
    """
    return discord.Webhook.partial(card.application_id, card.token, client=client)


class Claims:
    """Gives first answers. Of several bots that hear of an interaction, only the one whose answer stands goes on."""

    def __init__(self, backoff: Backoff, clock: Clock, webhook_of: WebhookOf = webhook_of) -> None:
        self._backoff = backoff
        self._clock = clock
        self._webhook_of = webhook_of

    async def make(
        self, interaction: discord.Interaction[Any], give: Give, until: float, is_ours: IsOurs | None = None
    ) -> int | None:
        """``give`` the first answer, and once more if the line breaks before ``until`` (on the monotonic clock).

        ``is_ours`` tells the answer by the message that shows it; an answer that shows none can't be told. Returns the
        message's id.

        Raises:
            AlreadyHandled: the answer that stands is somebody else's.
            discord.HTTPException, or one of NETWORK_ERRORS: Discord did not take the answer.
        """
        try:
            return await self._give(interaction, give, until)
        except (discord.HTTPException, *NETWORK_ERRORS) as error:
            if not (isinstance(error, NETWORK_ERRORS) and self._clock.monotonic() < until):
                return await self._settle(interaction, error, is_ours, again=False)
        try:
            return await self._give(interaction, give, until)
        except (discord.HTTPException, *NETWORK_ERRORS) as error:
            return await self._settle(interaction, error, is_ours, again=True)

    async def _give(self, interaction: discord.Interaction[Any], give: Give, until: float) -> int | None:
        try:
            async with asyncio.timeout(max(0.0, until - self._clock.monotonic())):
                response = await give()
        except (discord.HTTPException, *NETWORK_ERRORS):
            raise
        except Exception as error:
            # discord.py notes that the answer was accepted before it reads what Discord says of it.
            if not interaction.response.is_done():
                raise
            _log.warning("interaction %d is answered, but Discord's word can't be read: %r", interaction.id, error)
            return None
        return response.message_id if response else None

    async def _settle(
        self, interaction: discord.Interaction[Any], error: Exception, is_ours: IsOurs | None, *, again: bool
    ) -> int | None:
        """Whether the answer arrived, by the last try or by the one before; returns its message's id, or raises as
        ``make`` does.
        """
        taken = isinstance(error, discord.HTTPException) and error.code == ALREADY_ACKNOWLEDGED
        if is_ours and (again or taken or _may_have_arrived(error)):
            if found := await self._look(interaction.original_response):
                if is_ours(found):
                    return found.id
                taken = True
        elif taken and again:
            # By the try before, most likely; what follows such an answer does no harm if it was somebody else's.
            return None
        if not taken:
            raise error
        _log.warning(
            "interaction %d was answered by somebody else: does another bot run on this token?", interaction.id
        )
        raise AlreadyHandled from error

    async def standing(self, client: discord.Client, card: Card, *signs: str) -> int | None:
        """The id of the message that shows ``card``, the answer of an earlier run; None if it is not there or not ours.

        A component with one of the custom_ids ``signs`` tells it as well as its mark does.
        """
        webhook = self._webhook_of(client, card)
        found = await self._look(lambda: webhook.fetch_message(ORIGINAL))
        return found.id if found and has_mark(found, card.mark, *signs) else None

    async def _look(self, fetch: Callable[[], Awaitable[Message]]) -> Message | None:
        """The answer as Discord has it, asked for until it says; the interaction's token ends this after 15 minutes."""
        try:
            return await retrying(fetch, _says_nothing, self._backoff, self._clock)
        except discord.HTTPException:
            return None


def _says_nothing(error: Exception) -> bool:
    """Whether Discord did not say what it has."""
    if isinstance(error, discord.HTTPException):
        return error.status >= 500 or error.status == 429
    return isinstance(error, NETWORK_ERRORS)


def _may_have_arrived(error: Exception) -> bool:
    """Whether Discord may have taken a first answer although ``error`` came back."""
    return not isinstance(error, discord.HTTPException) or error.status >= 500
