"""Tests of ``bot.gateway``."""
