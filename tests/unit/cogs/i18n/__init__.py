"""Tests of ``cogs.i18n``."""
