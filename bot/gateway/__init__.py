"""The connections to Discord's gateway, one per shard, and the private parts of discord.py that the bot uses."""
