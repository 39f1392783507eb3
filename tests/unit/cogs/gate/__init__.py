"""Tests of ``cogs.gate``."""
