"""In-memory state that outlives one interaction and is lost with a restart."""
