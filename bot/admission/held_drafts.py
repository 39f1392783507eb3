"""Drafts with images of their own, kept while an editor is open for them."""

from cachetools import LRUCache

from bot.admission.draft import Draft
from bot.jobs.job import new_job_id

CAPACITY = 500
"""Drafts that are kept at once, those that were used last."""


class HeldDrafts:
    """What open editors were opened with: a form can't be filled in with images. A restart forgets it."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._held = LRUCache[str, Draft](capacity)

    def hold(self, draft: Draft) -> str:
        """Keep an order; returns the key by which its editor finds it."""
        key = new_job_id()
        self._held[key] = draft
        return key

    def find(self, key: str) -> Draft | None:
        """The order of an editor, None if it is gone.

        It stays: Discord keeps a form open whose answer got lost, and the member sends it again.
        """
        return self._held.get(key)
