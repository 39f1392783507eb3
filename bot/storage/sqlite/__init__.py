"""SQLite: the file, its thread, its commits, and the numbered scripts of its schema."""
