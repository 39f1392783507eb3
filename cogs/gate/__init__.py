"""The gate that every command, button, select and form passes before its handler runs."""
