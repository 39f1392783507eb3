"""Reaching the reader."""
