"""A Discord in the browser."""
