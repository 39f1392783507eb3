"""Tests of ``sandbox.imini``."""
