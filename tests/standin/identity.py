"""Who is asking: the User-Agent that Discord wants of everything that talks to its API.

https://discord.com/developers/docs/reference#user-agent
"""

import re
from collections.abc import Iterator, Mapping

VALID = re.compile(r"DiscordBot \(\S+, \S+\).*")


def unidentified(headers: Mapping[str, str], where: str) -> Iterator[str]:
    """What is wrong with the headers of a request."""
    said = headers.get("User-Agent", "")
    if not VALID.fullmatch(said):
        yield f"{where}: {said!r} is no User-Agent of a bot"
