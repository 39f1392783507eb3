"""Tests that drive the real cogs: SimCord is the Discord, and imini is the sandbox's, on a real loopback socket."""
