"""What limits first as pictures a day grow, simulated from measured costs and published limits: ``make capacity``."""
