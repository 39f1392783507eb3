"""A Discord in memory, played by SimCord."""
