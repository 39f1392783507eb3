"""Custom_ids of buttons and selects: an action and its job. No other state exists, so they work after a restart.

Source of the limit (100 characters): https://discord.com/developers/docs/components/reference
"""

import re
from dataclasses import dataclass
from enum import StrEnum

# The prefixes stand in messages already sent, so they never change. The rest is lenient: a custom_id of another version
# must reach a handler that explains, as Discord shows a press that nobody handles as failed.
BUTTON_TEMPLATE = r"(?s)imagine:(?P<action>[^:]*):(?P<job>[^#]*)(?:#(?P<mark>.*))?"
SELECT_TEMPLATE = r"(?s)imagine-pick:(?P<action>[^:]*):(?P<job>[^:]*):?(?P<picker>.*)"
PAGE_TEMPLATE = r"(?s)imagine-own:(?P<action>[^:]*):(?P<state>.*)"
PANEL_TEMPLATE = r"(?s)imagine-server:(?P<action>[^:]*):(?P<state>.*)"


class Action(StrEnum):
    """What a button on a card does, or in the panel that More opens.

    The values stand in messages already sent: some are names that the buttons had in the first version.
    """

    REROLL = "again"
    EDIT = "edit"
    VARY = "vary"
    VARIATION = "variation"
    MORE = "more"
    REDRAW = "sharper"
    DOWNLOAD = "original"
    ALT_TEXT = "describe"
    SHARE = "share"
    DETAILS = "details"
    DELETE = "delete"
    CANCEL = "cancel"
    STOP = "stop"
    REPOST = "repost"
    FETCH = "recover"
    GO = "go"
    CHEAPER = "cheaper"
    FIT = "fit"
    DROP = "drop"


PICKERS = {Action.VARY, Action.REDRAW}
"""The actions that ask for one picture of a card."""

NAMING = {Action.MORE, Action.DELETE}
"""The actions whose buttons name the requester, as they must work when the job is no longer stored."""


class PageAction(StrEnum):
    """What a button or select does on a page that only one member sees, such as a page of /history."""

    PAGE = "page"
    FORGET = "forget"
    ERASE = "erase"
    BLUR = "blur"
    UNBLUR = "unblur"
    REMOVE = "remove"
    BLOCK = "block"
    SERVERS = "servers"
    PICK = "pick"
    USE = "use"
    SELECTION = "tray"  # the value of the first version, which stands in messages already sent


class PanelAction(StrEnum):
    """What a button or select does on the panel with the rules of a server."""

    PAGE = "page"
    FORM = "form"
    SET = "set"
    RESET = "reset"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class Target:
    """What a button is about: a job, and its requester, as neither may be stored any more.

    ``user_id`` is None on cards of versions that did not name the requester. A button of the panel that More opens also
    has the ``message_id`` of the message on which More was pressed.
    """

    job_id: str
    user_id: int | None = None
    message_id: int | None = None

    @classmethod
    def parse(cls, state: str) -> "Target":
        job_id, user_id, message_id = (*state.split(":"), "", "")[:3]
        return cls(job_id, snowflake(user_id), snowflake(message_id))

    @classmethod
    def of(cls, custom_id: str) -> "Target | None":
        """What the button with this id is about; None if it is not one of a card."""
        match = re.fullmatch(BUTTON_TEMPLATE, custom_id)
        return cls.parse(match["job"]) if match else None

    def __str__(self) -> str:
        own = f"{self.job_id}:{self.user_id}"
        return f"{own}:{self.message_id}" if self.message_id else own


@dataclass(frozen=True, slots=True)
class PictureTarget:
    """What a button is about that varies one picture: a job and the ``number`` (1-based) of the picture.

    ``number`` is 0 if the button says none.
    """

    job_id: str
    number: int

    @classmethod
    def parse(cls, state: str) -> "PictureTarget":
        job_id, _, number = state.partition("/")
        return cls(job_id, int(number) if re.fullmatch(r"[0-9]{1,4}", number) else 0)

    def __str__(self) -> str:
        return f"{self.job_id}/{self.number}"


def custom_id(action: Action, job_id: str) -> str:
    """The id of a button; ``job_id`` is the key of the estimate for the actions on one."""
    return f"imagine:{action}:{job_id}"


def pick_id(action: Action, job_id: str, picker: int) -> str:
    """The id of the select that asks which picture ``action`` is for. ``picker`` is the interaction that opened it."""
    return f"imagine-pick:{action}:{job_id}:{picker}"


def page_id(action: PageAction, state: str = "") -> str:
    """The id of a button on a page; ``state`` is handed to its handler."""
    return f"imagine-own:{action}:{state}"


def panel_id(action: PanelAction, state: str = "") -> str:
    """The id of a button or select on the panel; ``state`` is handed to its handler."""
    return f"imagine-server:{action}:{state}"


def marked(custom_id: str, mark: str) -> str:
    """The id with a mark of the message that it is on, which changes nothing about what the button does."""
    return f"{custom_id}#{mark}"


def is_marked(custom_id: str, mark: str) -> bool:
    return custom_id.endswith(f"#{mark}")


def snowflake(text: str) -> int | None:
    """The id that ``text`` is; None if it is none, or larger than a database can compare with.

    https://discord.com/developers/docs/reference#snowflakes
    """
    return int(text) if re.fullmatch(r"[0-9]{1,19}", text) and int(text) < 1 << 63 else None
