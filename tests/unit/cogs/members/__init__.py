"""Tests of ``cogs.members``."""
