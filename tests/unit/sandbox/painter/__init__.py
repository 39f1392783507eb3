"""Tests of ``sandbox.painter``."""
