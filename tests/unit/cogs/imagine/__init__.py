"""Tests of ``cogs.imagine``."""
