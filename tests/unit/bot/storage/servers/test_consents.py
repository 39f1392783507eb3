"""Members' words about their pictures in SQL."""

import logging

import pytest

from bot.servers.consent import Consent
from bot.storage.database import Database
from bot.storage.servers.consents import SqlConsents

ALICE, BOB = 2**61 + 1, 4


async def test_the_last_word_of_a_member_counts(database: Database) -> None:
    consents = SqlConsents(database)
    assert await consents.find(ALICE) is Consent.UNSAID
    for word in (Consent.ANYONE, Consent.NOBODY):
        await consents.save(ALICE, word)
        assert await consents.find(ALICE) is word
    assert await consents.find(BOB) is Consent.UNSAID


async def test_nothing_is_stored_of_a_member_who_takes_their_word_back(database: Database) -> None:
    consents = SqlConsents(database)
    await consents.save(ALICE, Consent.NOBODY)
    await consents.save(ALICE, Consent.UNSAID)
    assert await database.fetch("SELECT user_id FROM consents") == []


async def test_a_word_of_a_newer_version_allows_nothing(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    await database.write("INSERT INTO consents (user_id, word) VALUES (?, 'friends')", (ALICE,))
    assert await SqlConsents(database).find(ALICE) is Consent.NOBODY
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
