"""Running jobs to completion: submit once, track, deliver through one port, recover after a crash."""
