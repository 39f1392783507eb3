"""Exit codes of the process."""

from typing import Final

EXIT_OK: Final = 0
EXIT_FAILED: Final = 1
EXIT_SETTINGS: Final = 2
"""Restarting is useless until the host has changed a setting."""
