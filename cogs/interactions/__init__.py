"""Being called by Discord."""
