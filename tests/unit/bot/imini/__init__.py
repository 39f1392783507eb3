"""Tests of ``bot.imini``."""
