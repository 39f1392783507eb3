"""Interactions as nobody would send them."""
