"""Kills the bot at every step of a job, and audits the result: ``make crash``."""
