"""Tests of ``bot.cluster``."""
