"""Jobs at imini: sent once, followed to their pictures, looked up again."""
