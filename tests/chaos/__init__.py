"""A steady stream of jobs while everything around the bot misbehaves: ``make chaos``."""
