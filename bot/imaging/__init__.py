"""Decoding pictures safely: in a process of their own, within one memory budget."""
