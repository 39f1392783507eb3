"""A member's own commands."""
