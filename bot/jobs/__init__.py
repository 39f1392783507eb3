"""Accepted requests on record: the job, its state table, its lifecycle, its repository."""
