"""Tests of ``cogs.references``."""
