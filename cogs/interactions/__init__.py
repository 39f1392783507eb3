"""Being called by Discord: first answers, permissions, refusals, registration."""
