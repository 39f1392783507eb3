"""Tests of ``bot.storage.postgres``."""
