"""Tests of ``cogs.cards``."""
