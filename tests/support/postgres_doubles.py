"""A schema in which PostgreSQL's clock runs faster, or in which its advisory locks lock nothing.

The schema comes before the server's own in ``search_path``, so that its functions are called in place of those.
https://www.postgresql.org/docs/current/ddl-schemas.html#DDL-SCHEMAS-CATALOG
"""

import psycopg

from tests.support.fast_clock import FastClock
from tests.support.postgres import PostgresServer

_NOW = """
    CREATE FUNCTION now() RETURNS timestamptz LANGUAGE sql STABLE AS $$
        SELECT to_timestamp({origin} + (extract(epoch FROM pg_catalog.now())::float8 - {origin}) * {speed})
    $$
"""

_NO_LOCK = "CREATE FUNCTION pg_advisory_xact_lock(integer, integer) RETURNS void LANGUAGE sql AS ''"


def fast_schema(server: PostgresServer, clock: FastClock, *, locks: bool = True) -> str:
    """The ``DATABASE_URL`` of an empty schema with ``now()`` as ``clock`` has it; without ``locks`` nobody waits."""
    schema = server.new_schema_name()
    url = server.url(f"{schema},pg_catalog")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_NOW.format(origin=clock.origin, speed=clock.speed).encode())
        if not locks:
            connection.execute(_NO_LOCK.encode())
    return url
