"""Painted pictures."""
