"""Opens the sandbox's page in the browser of whoever starts it, where there is one."""

import asyncio
import sys
import webbrowser
from collections.abc import Callable, Mapping
from contextlib import suppress

ELSEWHERE = ("CI", "SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")
"""Variables that say that nobody sits at this machine."""

DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")


def has_browser(environ: Mapping[str, str], platform: str = sys.platform, *, terminal: bool) -> bool:
    """Whether a page that opens now would be seen; ``terminal`` says that the sandbox runs in one."""
    if not terminal or any(map(environ.get, ELSEWHERE)):
        return False
    return platform in ("darwin", "win32") or any(map(environ.get, DISPLAYS))


async def open_page(url: str, browse: Callable[[str], object] = webbrowser.open) -> None:
    """Open a page; nothing happens if no browser can."""
    with suppress(OSError, webbrowser.Error):
        # A browser that runs in the terminal would stop everything else.
        await asyncio.to_thread(browse, url)
