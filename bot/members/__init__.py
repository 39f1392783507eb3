"""What is kept of a member: preferences, selected references, data to export or erase."""
