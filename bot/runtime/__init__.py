"""What every part needs to run: clock, background tasks, logging, health."""
