"""Claims: send the initial response, and find out whose it is if Discord's reply is lost or another bot was faster."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import discord
from discord.app_commands import Choice

from bot.errors import AlreadyHandled
from bot.gateway.discord_internals import WebhookEdits, give_up_suggestions
from bot.jobs.card import Card
from bot.jobs.job import Job
from bot.net.backoff import Backoff, retrying
from bot.net.errors import NETWORK_ERRORS
from bot.runtime.clock import Clock
from cogs.cards.marks import find_message, has_mark
from cogs.discord_numbers import ALREADY_ACKNOWLEDGED

_log = logging.getLogger(__name__)

ORIGINAL: Any = "@original"
"""Stands for the id of the initial response where that id is not known.

https://discord.com/developers/docs/interactions/receiving-and-responding#edit-original-interaction-response
discord.py declares message ids as int but formats them into the URL unchecked, hence Any.
"""

SEARCHED = 100
"""Messages of a channel after an interaction that are searched for the card that followed it."""

WebhookOf = Callable[[discord.Client, Card], discord.Webhook]

Message = TypeVar("Message", discord.InteractionMessage, discord.WebhookMessage, discord.Message)
CallbackResponse = discord.InteractionCallbackResponse[Any]
Respond = Callable[[], Awaitable[CallbackResponse | None]]
IsOurs = Callable[[discord.InteractionMessage], bool]


def webhook_of(client: discord.Client, card: Card) -> discord.Webhook:
    """The webhook of the interaction behind ``card``, authorised by its token.

    Source: https://discord.com/developers/docs/interactions/receiving-and-responding#followup-messages
    """
    return discord.Webhook.partial(card.application_id, card.token, client=client)


def edits_of(client: discord.Client, card: Card) -> discord.Webhook:
    """The same for edits: what it returns has an ``id`` and nothing else."""
    return WebhookEdits.partial(card.application_id, card.token, client=client)


async def suggest(interaction: discord.Interaction[Any], choices: list[Choice[str]]) -> None:
    """Send the choices of an autocomplete. If they don't arrive, nothing is repeated: the member types on."""
    try:
        await interaction.response.autocomplete(choices)
    # aiohttp raises RuntimeError once its session is closed, which happens when the bot stops.
    except (discord.HTTPException, *NETWORK_ERRORS, RuntimeError) as error:
        _log.info("autocomplete %d got no choices: %s", interaction.id, error)
        give_up_suggestions(interaction)


class Claims:
    """Sends initial responses. Of several bots on one token, only the one whose response stands goes on."""

    def __init__(self, backoff: Backoff, clock: Clock, webhook_of: WebhookOf = webhook_of) -> None:
        self._backoff = backoff
        self._clock = clock
        self._webhook_of = webhook_of

    async def make(
        self, interaction: discord.Interaction[Any], respond: Respond, deadline: float, is_ours: IsOurs | None = None
    ) -> int | None:
        """Send the initial response, and once more if the connection breaks before ``deadline`` (monotonic).

        ``is_ours`` recognises the message that shows the response; a response that shows none can't be recognised.
        Returns the id of that message.

        Raises:
            AlreadyHandled: another bot's response stands.
            discord.HTTPException, or one of NETWORK_ERRORS: Discord did not accept the response.
        """
        try:
            return await self._respond(interaction, respond, deadline)
        except (discord.HTTPException, *NETWORK_ERRORS) as error:
            # A second attempt only helps if the first one may have been lost on its way, and Discord still waits.
            if not (isinstance(error, NETWORK_ERRORS) and self._clock.monotonic() < deadline):
                return await self._resolve(interaction, error, is_ours, retried=False)
        try:
            return await self._respond(interaction, respond, deadline)
        except (discord.HTTPException, *NETWORK_ERRORS) as error:
            return await self._resolve(interaction, error, is_ours, retried=True)

    async def _respond(self, interaction: discord.Interaction[Any], respond: Respond, deadline: float) -> int | None:
        try:
            async with asyncio.timeout(max(0.0, deadline - self._clock.monotonic())):
                response = await respond()
        except (discord.HTTPException, *NETWORK_ERRORS):
            raise
        except Exception as error:
            # discord.py marks the interaction as done before it parses Discord's reply: done means accepted.
            if not interaction.response.is_done():
                raise
            _log.warning(
                "interaction %d has its response, but Discord's reply is unreadable: %r", interaction.id, error
            )
            return None
        return response.message_id if response else None

    async def _resolve(
        self, interaction: discord.Interaction[Any], error: Exception, is_ours: IsOurs | None, *, retried: bool
    ) -> int | None:
        """Find out whether the response arrived, by this attempt or the one before it.

        Returns the id of its message, or raises as ``make`` does.
        """
        acknowledged = isinstance(error, discord.HTTPException) and error.code == ALREADY_ACKNOWLEDGED
        if is_ours and (retried or acknowledged or _may_have_arrived(error)):
            if found := await self._fetch(interaction.original_response):
                if is_ours(found):
                    return found.id
                acknowledged = True
        elif acknowledged and retried:
            # Most likely our own first attempt arrived. Where nothing can be recognised, callers only do what may
            # safely be done twice.
            return None
        if not acknowledged:
            raise error
        _log.warning("another bot responded to interaction %d: is a second one running on this token?", interaction.id)
        raise AlreadyHandled from error

    async def find_response(self, client: discord.Client, card: Card) -> int | None:
        """The id of the message that shows ``card``, sent by an earlier process; None if it is missing or not ours."""
        found = await self._find_initial(client, card)
        return found.id if found and has_mark(found, card.mark) else None

    async def find_card(self, client: discord.Client, job: Job, one_custom_id: str) -> int | None:
        """The id of the message that shows ``job``, sent by an earlier process; None if it never arrived.

        A component of the card has ``one_custom_id``. Where the bot was slow, a placeholder that its member alone saw
        came first, and may be there still: then the card is searched in its channel.
        """
        initial = await self._find_initial(client, job.card)
        if initial and has_mark(initial, 0, one_custom_id):
            return initial.id
        if follow_up := await self._find_follow_up(client, job, one_custom_id):
            return follow_up.id
        return initial.id if initial and has_mark(initial, job.card.mark) else None

    async def _find_initial(self, client: discord.Client, card: Card) -> discord.WebhookMessage | None:
        webhook = self._webhook_of(client, card)
        return await self._fetch(lambda: webhook.fetch_message(ORIGINAL))

    async def _find_follow_up(self, client: discord.Client, job: Job, one_custom_id: str) -> discord.Message | None:
        """A public card of ``job`` that is no initial response. Where the bot can't read the channel, none is found."""
        if job.card.private or not job.card.bot_in_channel or not (job.interaction_id and job.card.channel_id):
            return None
        channel, asked = client.get_partial_messageable(job.card.channel_id), discord.Object(job.interaction_id)

        def is_it(message: discord.Message) -> bool:
            return has_mark(message, 0, one_custom_id)

        return await self._fetch(
            lambda: find_message(channel, is_it, job.id, limit=SEARCHED, after=asked, oldest_first=True)
        )

    async def _fetch(self, fetch: Callable[[], Awaitable[Message | None]]) -> Message | None:
        """The response as Discord has it, or None, also if discord.py can't read it.

        Retried until Discord replies, which ends with the token of the interaction: after 15 minutes.
        """
        try:
            return await retrying(fetch, _is_inconclusive, self._backoff, self._clock)
        except discord.HTTPException:
            return None
        except Exception as error:  # noqa: BLE001 - it may be of a new form; a job must not wait for it for ever
            _log.warning("a response is unreadable: %s %s", type(error).__name__, error)
            return None


def _is_inconclusive(error: Exception) -> bool:
    """Whether the error leaves open what Discord has."""
    if isinstance(error, discord.HTTPException):
        return error.status >= 500 or error.status == 429
    return isinstance(error, NETWORK_ERRORS)


def _may_have_arrived(error: Exception) -> bool:
    """Whether Discord may have accepted an initial response although ``error`` came back."""
    return not isinstance(error, discord.HTTPException) or error.status >= 500
