"""A member's own commands: history, quota, defaults, privacy."""
