"""Reaching the reader: the card kept current, the pictures brought, by any route."""
