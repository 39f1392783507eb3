"""Processes beside each other: which of them may act, and how one goes on with what another leaves."""
