"""Tests of ``bot.host``."""
