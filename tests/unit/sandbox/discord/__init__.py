"""Tests of ``sandbox.discord``."""
