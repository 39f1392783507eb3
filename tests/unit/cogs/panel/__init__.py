"""Unit tests of ``cogs/panel``."""
