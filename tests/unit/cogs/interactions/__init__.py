"""Tests of ``cogs.interactions``."""
