"""Stores jobs, posts, preferences and pending messages, mostly as JSON, in SQLite or PostgreSQL."""
