"""Stores jobs, posts, preferences and pending messages, mostly as JSON: one SQLite file, migrated at the start."""
