"""Picture files opened safely: in a process of their own, within one budget."""
