"""Looking after jobs."""
