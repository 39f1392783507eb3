"""Tests of ``bot.requests``."""
