"""Accepted requests on record: the job, its states, its lifecycle, its repository."""
