"""Where jobs, posts, defaults and errands are stored: one SQLite file, opened and migrated with care."""
