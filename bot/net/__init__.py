"""The network: where the bot may go, and files from there."""
