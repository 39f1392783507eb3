"""Tests of ``bot.imaging``."""
