"""Try Imagine bot without an account: an imini that paints on loopback, and a browser page as Discord."""
