"""Tests of what members spend and try, counted in PostgreSQL."""
