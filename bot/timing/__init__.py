"""How long jobs take: learned, shown as progress, and the guide to when imini is asked."""
