"""The locks, and what brings them into ``.venv``: the standard library alone, since nothing else is there yet."""
