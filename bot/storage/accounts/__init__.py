"""What is spent and tried, counted with the jobs in the database; the quota there is that of several processes."""
