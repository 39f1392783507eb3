"""What the bot takes of time and memory, beside what nobody could do without: ``make bench``."""
