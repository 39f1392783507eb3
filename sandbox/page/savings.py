"""What makes a full channel cheap: parsers of Markdown are kept, and fewer messages are shown at once.

SimCord can't be extended, so this file uses its private names.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from cachetools import LRUCache, cached
from simcord.preview import _action_plans, _markdown, _snapshot

KEPT = 256
"""Parsers: one for each kind of text, with the names of those whom it mentions."""


SHOWN, STEP = 25, 10
"""Messages on the page, and how many more a press on "Load earlier messages" shows; SimCord's are twice as many."""


@contextmanager
def history_shortened() -> Iterator[None]:
    """Show fewer messages at once until the end of the block: the page is made anew whenever one changes."""
    before = vars(_action_plans)["HISTORY_WINDOW_SIZE"], vars(_action_plans)["HISTORY_STEP"]
    _show(SHOWN, STEP)
    try:
        yield
    finally:
        _show(*before)


def _show(messages: int, step: int) -> None:
    vars(_snapshot)["HISTORY_WINDOW_SIZE"] = messages
    vars(_action_plans).update(HISTORY_WINDOW_SIZE=messages, HISTORY_STEP=step)


@contextmanager
def parsers_kept() -> Iterator[None]:
    """Use each parser again until the end of the block: SimCord builds them anew for every text."""
    build = _markdown._markdown_parser  # noqa: SLF001 - as the module says
    _markdown._markdown_parser = cached(LRUCache[str, Any](KEPT), key=_key)(build)  # noqa: SLF001
    try:
        yield
    finally:
        _markdown._markdown_parser = build  # noqa: SLF001


def _key(policy: Mapping[str, Any], context: Mapping[str, Any]) -> str:
    return json.dumps([dict(policy), dict(context)], sort_keys=True)
