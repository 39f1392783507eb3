"""The host's decisions for the whole bot, and alerts: pause, announcement, trouble."""
