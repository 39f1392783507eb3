"""Tests of what the bot measures."""
