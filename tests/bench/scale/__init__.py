"""How the bot's costs grow with the load, with the jobs that are kept and with those that are open."""
