"""Removes the files that components show from ``attachments``, as Discord does; SimCord lists every file.

Source: https://discord.com/developers/docs/resources/message#message-object (``attachments``).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from simcord.components import walk_components
from simcord.http import router


@contextmanager
def shown_files_unlisted() -> Iterator[None]:
    """Filter SimCord's REST responses until the end of the block."""
    dispatch = router.dispatch

    def filtered(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - SimCord's signature
        return unlisted(dispatch(*args, **kwargs))

    router.dispatch = filtered
    try:
        yield
    finally:
        router.dispatch = dispatch


def unlisted(payload: Any) -> Any:  # noqa: ANN401 - JSON
    """A copy of ``payload`` in which no message lists the files that its components show."""
    if isinstance(payload, list):
        return [unlisted(part) for part in payload]
    if not isinstance(payload, Mapping):
        return payload
    copy = {name: unlisted(part) for name, part in payload.items()}
    if "attachments" in copy and copy.get("components"):
        shown = {media.get("attachment_id") for media in media_of(copy["components"])}
        copy["attachments"] = [file for file in copy["attachments"] if file["id"] not in shown]
    return copy


def media_of(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The media of galleries, thumbnails and files, at any depth."""
    for component in walk_components(components):
        for holder in (component, *component.get("items", ())):
            yield from (holder[name] for name in ("media", "file") if name in holder)
