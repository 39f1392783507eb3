"""Running jobs to their end: submit once, track, deliver through one port, recover after a crash."""
