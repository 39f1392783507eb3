"""The database: one SQLite file, opened and migrated with care."""
