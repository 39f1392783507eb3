"""What a member asks for."""
