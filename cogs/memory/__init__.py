"""What is remembered from one interaction to the next, and forgotten with a restart."""
