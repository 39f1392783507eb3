"""Stored requests: the job, its state table, its lifecycle, its repository."""
