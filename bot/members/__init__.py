"""Stored data about members: preferences, selected references, data to export or erase."""
