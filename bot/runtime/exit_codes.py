"""Exit codes of the process."""

from typing import Final

EXIT_OK: Final = 0
EXIT_FAILED: Final = 1
EXIT_SETTINGS: Final = 2
"""Restarting is useless until the host has changed a setting."""

EXIT_INTERRUPTED: Final = 130
"""Ctrl+C ended it before it listened to signals: what a shell reports of programs that SIGINT (2) has ended."""

EXIT_UNREAD: Final = 141
"""Nobody reads the output any more: what a shell reports of tools that SIGPIPE (13) has ended."""
