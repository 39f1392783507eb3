"""Reaching the requester: keep the card current, upload the pictures, try every transport."""
