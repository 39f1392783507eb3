"""The connections to Discord's gateway, one a shard, and the private parts of discord.py that the bot touches."""
