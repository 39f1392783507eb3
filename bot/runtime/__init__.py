"""What every part needs: clock, background tasks, logging, health."""
