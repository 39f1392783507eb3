"""Styles; each module is one."""
