"""What stands, floats and flies in a picture."""
