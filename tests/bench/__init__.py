"""What the bot costs in time, processor and memory, compared with a minimal bot: ``make bench``."""
