"""Tests of ``bot.members``."""
