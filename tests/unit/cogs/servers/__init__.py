"""Tests of ``cogs.servers``."""
