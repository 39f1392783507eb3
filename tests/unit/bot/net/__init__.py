"""Tests of ``bot.net``."""
