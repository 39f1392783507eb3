"""Interactions with Discord: initial responses, modals, permissions, errors, command sync."""
