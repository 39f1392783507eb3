"""What pictures cost, and what a member may spend: credits in a window, and tries in vain."""
