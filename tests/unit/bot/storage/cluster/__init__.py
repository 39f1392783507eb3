"""Unit tests of ``bot/storage/cluster/``."""
