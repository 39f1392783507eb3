"""Looking after jobs: found again, shared, posted again, cancelled, deleted."""
