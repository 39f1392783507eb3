"""Interactions with Discord: initial responses, modals, members' permissions, errors, command sync."""
