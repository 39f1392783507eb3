"""Killing the bot at every step of a job, and counting afterwards: ``make crash``."""
