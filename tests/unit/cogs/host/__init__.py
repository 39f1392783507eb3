"""Tests of ``cogs.host``."""
