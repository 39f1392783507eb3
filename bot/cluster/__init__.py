"""Several processes: which of them may act, and how one continues what another leaves."""
