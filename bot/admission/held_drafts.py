"""Drafts with images, kept while their editor is open: a form can't carry images."""

from cachetools import LRUCache

from bot.admission.draft import Draft
from bot.jobs.job import new_job_id

CAPACITY = 500
"""How many drafts are kept; the least recently used are dropped."""


class HeldDrafts:
    """The drafts of open editors, in memory: a restart loses them."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._held = LRUCache[str, Draft](capacity)

    def hold(self, draft: Draft) -> str:
        """Keep a draft; returns the key for its editor."""
        key = new_job_id()
        self._held[key] = draft
        return key

    def find(self, key: str) -> Draft | None:
        """The draft of an editor, None if it was dropped."""
        # It is kept: if the response to a form is lost, Discord leaves the form open and the member submits it again.
        return self._held.get(key)
