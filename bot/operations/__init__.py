"""What a host does to a bot: change its secrets, back it up and restore it, check it."""
