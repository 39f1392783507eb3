"""Making pictures."""
