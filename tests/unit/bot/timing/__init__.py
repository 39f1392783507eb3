"""Tests of ``bot.timing``."""
