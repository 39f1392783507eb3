"""The custom_ids of buttons: what is done, and to which job. All of a button's state, so it works after any restart.

Source of the limit (100 characters): https://discord.com/developers/docs/components/reference
"""

import re
from dataclasses import dataclass
from enum import StrEnum

# Loose, so that what no version of the bot makes (any more) is refused rather than left without an answer.
TEMPLATE = r"(?s)imagine:(?P<action>[^:]*):(?P<job>[^#]*)(?:#(?P<mark>.*))?"
PICK_TEMPLATE = r"(?s)imagine-pick:(?P<action>[^:]*):(?P<job>[^:]*):?(?P<picker>.*)"
PAGE_TEMPLATE = r"(?s)imagine-own:(?P<verb>[^:]*):(?P<state>.*)"


class Action(StrEnum):
    """What a press on a card's button does."""

    AGAIN = "again"
    EDIT = "edit"
    VARY = "vary"
    SHARPER = "sharper"
    DETAILS = "details"
    ORIGINAL = "original"
    SHARE = "share"
    DESCRIBE = "describe"
    DELETE = "delete"
    CANCEL = "cancel"
    STOP = "stop"
    REPOST = "repost"
    RECOVER = "recover"
    GO = "go"
    CHEAPER = "cheaper"
    FIT = "fit"
    DROP = "drop"


class PageAction(StrEnum):
    """What a press on a button of a member's own pages does; those pages only the member sees."""

    PAGE = "page"
    FORGET = "forget"
    ERASE = "erase"
    SELECTION = "tray"


@dataclass(frozen=True, slots=True)
class Target:
    """What a Delete is about: a job and, as the journal may have forgotten both, its requester (None on old cards)."""

    job_id: str
    user_id: int | None = None

    @classmethod
    def read(cls, state: str) -> "Target":
        """The target in the custom_id of a button."""
        job_id, _, user_id = state.partition(":")
        return cls(job_id, int(user_id) if re.fullmatch(r"[0-9]{1,20}", user_id) else None)

    def __str__(self) -> str:
        return f"{self.job_id}:{self.user_id}"


def custom_id(action: Action, job_id: str) -> str:
    """The id of a button that does ``action`` to the job (or to the estimate) ``job_id``."""
    return f"imagine:{action}:{job_id}"


def pick_id(action: Action, job_id: str, picker: int) -> str:
    """The id of the select that picks the picture for ``action``, opened by the interaction ``picker``."""
    return f"imagine-pick:{action}:{job_id}:{picker}"


def page_id(verb: PageAction, state: str = "") -> str:
    """The id of a button that does ``verb``; ``state`` is all that it needs to know."""
    return f"imagine-own:{verb}:{state}"


def marked(custom_id: str, mark: str) -> str:
    """The same id, saying which message it is on; what the button does stays the same."""
    return f"{custom_id}#{mark}"


def is_marked(custom_id: str, mark: str) -> bool:
    """Whether the id is one that ``marked`` made with this ``mark``."""
    return custom_id.endswith(f"#{mark}")
