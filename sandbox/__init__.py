"""Try Imagine bot without an account: a painting imini on loopback and a browser page as the Discord."""
