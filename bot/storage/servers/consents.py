"""The members' words about their pictures in SQL."""

import logging

from bot.servers.consent import Consent
from bot.storage.database import Database

_log = logging.getLogger(__name__)

_SAVE = "INSERT INTO consents (user_id, word) VALUES (?, ?) ON CONFLICT (user_id) DO UPDATE SET word = excluded.word"


class SqlConsents:
    """The words of all members in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, user_id: int) -> Consent:
        rows = await self._database.fetch("SELECT word FROM consents WHERE user_id = ?", (user_id,))
        if not rows:
            return Consent.UNSAID
        try:
            return Consent(rows[0]["word"])
        except ValueError:
            _log.error("the /privacy references setting of user %d can't be read, and is ignored", user_id)
            return Consent.NOBODY

    async def save(self, user_id: int, word: Consent) -> None:
        if word is Consent.UNSAID:
            await self._database.write("DELETE FROM consents WHERE user_id = ?", (user_id,))
        else:
            await self._database.write(_SAVE, (user_id, word.value))
