"""Making pictures: the command, its editor and estimate, the buttons of cards."""
