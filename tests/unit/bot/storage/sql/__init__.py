"""Tests of ``bot.storage.sql``, on each engine."""
