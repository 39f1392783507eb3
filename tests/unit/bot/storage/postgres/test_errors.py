"""What the server says, and whether it is worth waiting for."""

from collections.abc import AsyncIterator

import pytest

from bot.errors import DatabaseAway
from bot.runtime.clock import Clock
from bot.storage.postgres.database import PostgresDatabase, open_database
from bot.storage.postgres.errors import Refused


@pytest.fixture
async def database(postgres_url: str) -> AsyncIterator[PostgresDatabase]:
    async with open_database(postgres_url, Clock()) as database:
        yield database.within(0.2)


def _raising(code: str) -> str:
    return f"DO $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '{code}'; END $$"


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("53100", "disk_full"),
        ("53200", "out_of_memory"),
        ("53300", "too_many_connections"),
        ("25006", "read_only_sql_transaction"),
        ("40P01", "deadlock_detected"),
        ("57014", "query_canceled"),
        ("57P01", "admin_shutdown"),
        ("57P03", "cannot_connect_now"),
        ("58030", "io_error"),
    ],
)
async def test_what_may_pass_is_waited_for(database: PostgresDatabase, code: str, what: str) -> None:
    with pytest.raises(DatabaseAway) as away:
        await database.write(_raising(code), ())
    assert str(away.value) == "the database of DATABASE_URL is away (no room)", what


@pytest.mark.parametrize(
    ("code", "what"), [("42501", "insufficient_privilege"), ("42P01", "undefined_table"), ("54000", "limit_exceeded")]
)
async def test_what_no_waiting_ends_is_not_waited_for(database: PostgresDatabase, code: str, what: str) -> None:
    with pytest.raises(Refused) as refused:
        await database.write(_raising(code), ())
    assert str(refused.value) == "the database of DATABASE_URL rejected a statement: no room", what
