"""Secrets in files, as Docker and Kubernetes mount them: ``DISCORD_TOKEN_FILE`` names the file of ``DISCORD_TOKEN``."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

SUFFIX = "_file"

LARGEST = 16 << 10
"""Bytes. A longer file holds no secret, whatever its name says."""


def filled_in(values: Mapping[str, object], names: Iterable[str]) -> dict[str, object]:
    """``values`` with the secrets that the files named there hold.

    A file that can't serve gets a ValueError in the place of its path; its message does not repeat what the file holds.
    """
    filled = dict(values)
    for name in names:
        file = values.get(name + SUFFIX)
        if not file:
            continue
        try:
            if values.get(name):
                raise ValueError(f"{name.upper()} is also set; remove one of the two")
            filled[name] = _secret(Path(str(file)))
        except ValueError as error:
            filled[name + SUFFIX] = error
    return filled


def _secret(path: Path) -> str:
    """The one word in the file at ``path``, without the whitespace around it. Raises ValueError."""
    try:
        path = path.expanduser()
        # Reading a pipe or a device may never end.
        if path.exists() and not path.is_file():
            raise ValueError(f"{path} isn't a file")
        with path.open("rb") as file:
            secret = file.read(LARGEST + 1).strip()
    except (OSError, RuntimeError) as error:
        raise ValueError(f"{path} can't be read ({getattr(error, 'strerror', None) or error})") from None
    if not secret:
        raise ValueError(f"{path} is empty")
    if len(secret) > LARGEST or not re.fullmatch(rb"[!-~]+", secret):
        raise ValueError(f"{path} must contain one word of ASCII characters, without spaces or line breaks")
    return secret.decode("ascii")
