"""An imini on loopback."""
