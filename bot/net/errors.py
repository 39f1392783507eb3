"""Errors of the network."""

from dataclasses import dataclass
from typing import Final

import aiohttp

from bot.errors import FailureKind, JobFailed


@dataclass(eq=False)
class DownloadFailed(JobFailed):
    """A file could not be downloaded.

    ``transient``: another attempt may succeed. ``too_large``: the file exists, but exceeds the limit.
    """

    kind = FailureKind.UNDELIVERABLE
    message: str = ""
    transient: bool = False
    too_large: bool = False


NETWORK_ERRORS: Final = (aiohttp.ClientError, OSError, TimeoutError)
"""What a request raises if no response arrives, from aiohttp or from the socket below it."""
