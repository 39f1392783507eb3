"""Names and choices of commands, in every language."""
