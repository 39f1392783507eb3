"""From the words of a prompt to a plan of the picture."""
