"""Tests of ``cogs.jobs``."""
