"""Keeps SimCord's parsers of Markdown, which it builds anew for every text: most of what a full channel costs.

SimCord can't be extended, so this file uses its private names.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from cachetools import LRUCache, cached
from simcord.preview import _markdown

KEPT = 256
"""Parsers: one for each kind of text, with the names of those whom it mentions."""


@contextmanager
def parsers_kept() -> Iterator[None]:
    """Use each parser again until the end of the block."""
    build = _markdown._markdown_parser  # noqa: SLF001 - as the module says
    _markdown._markdown_parser = cached(LRUCache[str, Any](KEPT), key=_key)(build)  # noqa: SLF001
    try:
        yield
    finally:
        _markdown._markdown_parser = build  # noqa: SLF001


def _key(policy: Mapping[str, Any], context: Mapping[str, Any]) -> str:
    return json.dumps([dict(policy), dict(context)], sort_keys=True)
