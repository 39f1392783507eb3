"""The network: where the bot may connect to, downloads, uploads, backoff."""
