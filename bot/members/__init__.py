"""What is kept of a member."""
