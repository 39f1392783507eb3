"""Runs jobs to their end."""
