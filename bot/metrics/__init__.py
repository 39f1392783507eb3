"""Measurements of a running bot, and the port that serves them to Prometheus."""
