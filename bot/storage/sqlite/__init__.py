"""The database of one SQLite file: its adapters, and the numbered scripts that make its tables."""
