"""Spending limits of servers and of the whole bot: caps of host and managers, counters, grants, warnings, usage."""
