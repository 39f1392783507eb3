"""Tests of ``bot.credits``."""
