"""What the managers of servers decide, in SQL."""
