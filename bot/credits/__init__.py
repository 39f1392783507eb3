"""What pictures cost and what a member may spend: prices, quota, declined attempts."""
