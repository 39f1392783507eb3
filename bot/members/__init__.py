"""What is kept of a member: defaults, selected images, data to read or erase."""
