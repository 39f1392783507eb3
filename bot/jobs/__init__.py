"""An accepted request, on record."""
