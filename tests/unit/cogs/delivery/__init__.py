"""Tests of ``cogs.delivery``."""
