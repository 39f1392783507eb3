"""Tests of ``bot.budgets``."""
