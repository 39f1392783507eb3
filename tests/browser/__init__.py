"""Tests that need a browser: the sandbox's page as a person uses it."""
