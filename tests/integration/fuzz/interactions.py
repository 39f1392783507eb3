"""Interactions as Discord, or a client that somebody has changed, may send them.

Discord itself sees to their shape and to the JSON type of each value, so these are right; but another version of the
bot may have registered other options, choices and ranges, or have made other buttons.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from hypothesis import strategies as st

from cogs.cards.custom_ids import Action, PageAction
from cogs.imagine.prompt_form import ASPECT, COUNT, IMAGES, OPTIONS, PROMPT, SIZE
from cogs.more.alt_text import ALT
from tests.integration.fuzz.values import Data, files, ids, mostly, often, texts
from tests.integration.modals import SELECT, TEXT

MOST_ID = 100
"""Characters of a custom_id (https://discord.com/developers/docs/components/reference)."""

LABEL, FILE_UPLOAD = 18, 19
EVERYTHING = 2**53 - 1
"""All permissions that there are, and more."""


class Place(StrEnum):
    """Where interactions come from; ``NEW`` is a kind of channel that discord.py does not know yet."""

    SERVER = "a server"
    THREAD = "a thread"
    ELSEWHERE = "a server without the bot"
    DM = "a DM"
    GROUP = "a group"
    NEW = "a new kind of channel"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends an interaction, from where, and what Discord says of both."""

    requester: bool = True
    place: Place = Place.SERVER
    permissions: int = 0
    app_permissions: int = EVERYTHING
    locale: str = "en-US"


@dataclass(frozen=True, slots=True)
class Command:
    """A command in use, or one that is still being typed."""

    data: Data
    typing: bool = False


@dataclass(frozen=True, slots=True)
class Press:
    """A button or a select (which has ``values``) in use, and the ``files`` of the message that it is on."""

    custom_id: str
    values: Sequence[str] | None = None
    files: Sequence[Data] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A form that was filled in: its ``fields``, its ``uploads`` by their ids, the ``files`` of its message.

    Without a message (``files`` is None) a command has opened the form.
    """

    custom_id: str
    fields: Sequence[Data] = ()
    uploads: Mapping[str, Data] = field(default_factory=dict)
    files: Sequence[Data] | None = None


Interaction = Command | Press | Form


@dataclass(frozen=True, slots=True)
class Step:
    """``sender`` goes on with one of the things that an answer offers, with such ``values`` or ``fields``."""

    number: int
    sender: Sender
    values: Sequence[str]
    fields: Sequence[Data]
    uploads: Mapping[str, Data]

    def use(self, offered: Sequence[Press | Form]) -> Press | Form:
        """The one of ``offered``, as it comes back."""
        match offered[self.number % len(offered)]:
            case Form() as form:
                return replace(form, fields=self.fields, uploads=self.uploads)
            case Press(values=None) as button:
                return button
            case Press() as select:
                return replace(select, values=self.values)


def _short(custom_id: str) -> str:
    return custom_id[:MOST_ID]


def _word(text: str) -> str:
    """A word as it may stand before the colon of a custom_id."""
    return text.replace(":", "")[:20]


senders = st.builds(
    Sender,
    requester=st.booleans(),
    place=st.sampled_from([*[Place.SERVER] * 4, *Place]),
    permissions=st.sampled_from([0, EVERYTHING]),
    app_permissions=st.sampled_from([*[EVERYTHING] * 4, 0]),
    locale=st.sampled_from(["en-US", "en-US", "zh-CN", "zh-TW", "ar", "tlh", ""]),
)

_actions = mostly(*Action).map(_word)
_verbs = mostly(*PageAction).map(_word)
_pages = st.builds("{}:{}".format, mostly("0", "1", "-1", "999999", "1000000"), texts)
_states = _pages | st.builds("{}:{}".format, ids, _pages) | ids

picks = st.lists(mostly("1", "2", "10", "11", "0", "-1", "²", "\uff11"), max_size=2)
presses = st.one_of(
    st.builds(
        Press,
        st.builds("imagine:{}:{}".format, _actions, ids).map(_short),
        files=st.lists(files, max_size=2),
    ),
    st.builds(Press, st.builds("imagine-own:{}:{}".format, _verbs, _states).map(_short)),
    st.builds(Press, st.just("imagine-own:pick:"), picks, st.lists(files, max_size=2)),
    st.builds(Press, st.builds("imagine-pick:{}:{}".format, _actions, ids).map(_short), picks),
)


def _label(kind: int, custom_id: str, **value: object) -> Data:
    return {"type": LABEL, "id": 1, "component": {"type": kind, "id": 2, "custom_id": custom_id, **value}}


def _written(custom_id: str, usual: str) -> st.SearchStrategy[Data]:
    return mostly(usual).map(lambda text: _label(TEXT, custom_id, value=text))


def _chosen(custom_id: str, *offered: str, kind: int = SELECT) -> st.SearchStrategy[Data]:
    usual = st.sampled_from([*([one] for one in offered), [*offered], []])
    return often(usual, texts.map(lambda text: [text])).map(lambda some: _label(kind, custom_id, values=some))


_form = (
    _written(PROMPT, "a red fox"),
    _chosen(ASPECT, "1:1", "16:9"),
    _chosen(SIZE, "1K low", "4K high"),
    _chosen(COUNT, "1", "10"),
    _chosen(OPTIONS, "private", "style", "remove", "1", "10"),
    _chosen(IMAGES, "1", "2", kind=FILE_UPLOAD),
    _written(ALT, "a fox"),
)
fields = st.tuples(*(often(field, st.just({})) for field in _form)).map(
    lambda every: [field for field in every if field]
)
"""What a form holds; any field may be missing."""

uploads = st.fixed_dictionaries({}, optional={"1": files, "2": files})
forms = st.builds(
    Form,
    st.one_of(
        st.sampled_from(["imagine-editor:new-00-asset", "imagine-editor:new-11-style-99-7:7"]),
        st.builds("imagine-editor:{}-{}".format, st.sampled_from(["job", "job", "held", "new"]), ids),
        st.builds("imagine-describe:{}".format, ids),
        texts,
    ).map(_short),
    fields,
    uploads,
    st.none() | st.lists(files, max_size=2),
)
steps = st.lists(st.builds(Step, st.integers(0, 20), senders, picks, fields, uploads), min_size=1, max_size=8)
