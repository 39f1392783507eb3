"""Tests of the Discord side without a Discord."""
