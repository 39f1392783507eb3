"""Tests of ``cogs.more``."""
