"""Operating a bot: change its secrets, back it up and restore it, check it."""
