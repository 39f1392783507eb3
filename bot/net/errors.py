"""What goes wrong on the way through the network."""

from dataclasses import dataclass
from typing import Final

import aiohttp

from bot.errors import FailureKind, JobFailed


@dataclass(eq=False)
class DownloadFailed(JobFailed):
    """A file could not be fetched; ``transient`` says whether another try may help, ``too_large`` that it is there."""

    kind = FailureKind.UNDELIVERABLE
    message: str = ""
    transient: bool = False
    too_large: bool = False


NETWORK_ERRORS: Final = (aiohttp.ClientError, OSError, TimeoutError)
"""What a call over the network raises when no answer came back."""
