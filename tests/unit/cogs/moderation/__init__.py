"""Tests of ``cogs/moderation``."""
