"""What every part needs to run: time, background tasks, the log, health."""
