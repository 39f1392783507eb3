"""Tests of ``bot.storage.servers``, on each engine."""
