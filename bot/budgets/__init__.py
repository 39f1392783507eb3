"""What may be spent in a server and by all: caps of the host and of managers, counters, grants, warnings, usage."""
