"""Tests of ``bot.servers``."""
