"""Tests of ``cogs.memory``."""
