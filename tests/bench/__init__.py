"""What the bot costs in time, processor and memory, beside a bot that does the least: ``make bench``."""
