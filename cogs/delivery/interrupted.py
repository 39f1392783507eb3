"""Cards of an earlier process: find a job's card, and close placeholders whose work was interrupted."""

from contextlib import suppress

import discord

from bot.errors import JobFailed
from bot.jobs.job import Job
from bot.worker.pending import PendingMessage
from cogs.cards import job_card, notices
from cogs.cards.custom_ids import Action, custom_id
from cogs.delivery.messenger import Messenger
from cogs.delivery.transports import edits
from cogs.i18n.catalog import Catalogs
from cogs.interactions.claims import Claims


class InterruptedCards:
    """Finds the cards of an earlier process at Discord, and edits the placeholders among them."""

    def __init__(self, client: discord.Client, messenger: Messenger, claims: Claims, catalogs: Catalogs) -> None:
        self._client = client
        self._messenger = messenger
        self._claims = claims
        self._catalogs = catalogs

    async def find(self, job: Job) -> int | None:
        """The id of the message that shows ``job``, or None if it never arrived."""
        return await self._claims.find_card(self._client, job, custom_id(Action.CANCEL, job.id))

    async def interrupt(self, pending: PendingMessage) -> bool:
        """Say on the card that its work was interrupted; True if so.

        A card that moved has its pictures elsewhere: the former one only gets a link to it, and the result is False.
        """
        t = self._catalogs(pending.card.locale)
        if pending.card.former:
            await self._messenger.update_former_cards(
                pending, lambda old, new: job_card.moved(t, old, new, pending.user_id)
            )
            return False
        if not (pending.card.message_id or await self._claims.find_response(self._client, pending.card)):
            return False
        # A placeholder that can't be edited stays as it is: a new message would only repeat that nothing happened.
        with suppress(JobFailed):
            await self._messenger.deliver(pending, lambda _: notices.interrupted(t), find_transports=edits)
        return True
