"""Decisions of servers' managers: rules, blocks, acts, and whose pictures members may use."""
