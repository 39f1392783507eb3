"""Tests of Imagine bot: unit, integration and meta."""
