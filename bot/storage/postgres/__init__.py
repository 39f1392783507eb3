"""PostgreSQL, for bots of several processes. Imported only if ``DATABASE_URL`` is set: psycopg is an extra."""
