"""A steady load of jobs while everything around the bot fails at random: ``make chaos``."""
