"""Tests of ``bot.images``."""
