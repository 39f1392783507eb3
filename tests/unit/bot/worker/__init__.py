"""Tests of ``bot.worker``."""
