"""What the host decides for the whole bot, and how a host learns of trouble: pause, announcement, alerts."""
