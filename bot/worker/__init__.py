"""Running jobs to their end: sent once, followed, delivered through one port, taken up again."""
