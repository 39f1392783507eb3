"""Tests of ``sandbox.page``."""
