"""The SQLite adapters of the storage ports, and the numbered scripts of the schema."""
