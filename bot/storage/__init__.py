"""Where jobs, posts, preferences and pending messages are stored: one SQLite file, migrated at the start."""
