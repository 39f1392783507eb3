"""What processes agree on in PostgreSQL, by the database's clock alone."""
