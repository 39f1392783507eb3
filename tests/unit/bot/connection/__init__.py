"""Tests of the connection to the gateway."""
