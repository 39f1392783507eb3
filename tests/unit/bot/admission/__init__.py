"""Tests of ``bot.admission``."""
