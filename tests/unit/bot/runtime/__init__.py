"""Tests of ``bot.runtime``."""
