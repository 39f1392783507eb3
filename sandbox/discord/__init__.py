"""A Discord in the browser, played by SimCord."""
