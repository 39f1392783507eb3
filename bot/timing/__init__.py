"""How long jobs take: learned, shown as progress, and used to decide when to poll imini."""
