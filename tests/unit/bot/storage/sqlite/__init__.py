"""Tests of ``bot.storage.sqlite``."""
