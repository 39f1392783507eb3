"""Pictures painted from a prompt."""
