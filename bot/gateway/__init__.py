"""The connection to Discord's gateway, and the private parts of discord.py that the bot touches."""
