"""pip's configuration, handed to uv, which does not read it: whoever gave pip a mirror means uv as well.

Sources: https://pip.pypa.io/en/stable/topics/configuration/ and https://docs.astral.sh/uv/reference/environment/
"""

import ast
from collections.abc import Mapping
from dataclasses import dataclass

# Those of `pip install`; later ones win, as they do for pip.
_SECTIONS = ("global.", "install.", ":env:.")

_INDEXES = {"index-url": "UV_DEFAULT_INDEX", "extra-index-url": "UV_INDEX", "find-links": "UV_FIND_LINKS"}
_NETWORK = {
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
    "client-cert": "SSL_CLIENT_CERT",
    "proxy": "ALL_PROXY",
}
_SEPARATORS = {"UV_FIND_LINKS": ","}
_TOLD_BY = {*_INDEXES.values(), "UV_INDEX_URL", "UV_EXTRA_INDEX_URL"}


@dataclass(frozen=True, slots=True)
class UvSettings:
    """What uv has to be told: variables and arguments to add. An index may have a password, so it is no argument."""

    environment: Mapping[str, str]
    arguments: tuple[str, ...]


def read(listing: str) -> dict[str, str]:
    """The options in what ``pip config list`` prints, as ``pip install`` would use them."""
    options: dict[str, str] = {}
    for section in _SECTIONS:
        for line in listing.splitlines():
            key, _, value = line.partition("=")
            if key.startswith(section):
                options[key.removeprefix(section)] = str(ast.literal_eval(value))
    return options


def for_uv(options: Mapping[str, str], environment: Mapping[str, str]) -> UvSettings:
    """pip's ``options`` as uv understands them; what ``environment`` tells uv itself is left alone."""
    asked = options if _TOLD_BY.isdisjoint(environment) else {}
    # pip takes all indexes for equal, and here uv may as well: which file is the right one is for the hashes to say.
    settings = {"UV_INDEX_STRATEGY": "unsafe-best-match"}
    settings |= _translated(asked, _INDEXES) | _translated(options, _NETWORK)
    no_index = asked.get("no-index", "").lower() in {"1", "on", "true", "yes"}
    return UvSettings(
        environment={variable: value for variable, value in settings.items() if variable not in environment},
        arguments=("--no-index",) if no_index else (),
    )


def _translated(options: Mapping[str, str], names: Mapping[str, str]) -> dict[str, str]:
    return {
        variable: _SEPARATORS.get(variable, " ").join(values)
        for option, variable in names.items()
        if (values := options.get(option, "").split())
    }
