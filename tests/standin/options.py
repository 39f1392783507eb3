"""What a member enters into a command's options, as Discord's client would send it.

https://discord.com/developers/docs/interactions/application-commands#application-command-object
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from . import file_types
from .files import Upload
from .places import Channel, User
from .reply import Payload

MAX_STRING = 6000


class OptionKind(IntEnum):
    SUB_COMMAND = 1
    SUB_COMMAND_GROUP = 2
    STRING = 3
    INTEGER = 4
    BOOLEAN = 5
    USER = 6
    CHANNEL = 7
    NUMBER = 10
    ATTACHMENT = 11


class Unsendable(ValueError):
    """Discord's client would not let a member send this."""


@dataclass(slots=True)
class Resolved:
    """https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-resolved-data-structure"""

    store: Callable[[Upload], Payload]
    data: dict[str, dict[str, Payload]] = field(default_factory=dict)

    def upload(self, file: Upload) -> str:
        attachment = self.store(file)
        return self._add("attachments", attachment["id"], attachment)

    def user(self, user: User) -> str:
        return self._add("users", user.id, user.payload())

    def member(self, user: User) -> str:
        partial = {key: value for key, value in user.member().items() if key not in {"user", "deaf", "mute"}}
        return self._add("members", self.user(user), partial)

    def channel(self, channel: Channel) -> str:
        return self._add("channels", channel.id, channel.payload() | {"permissions": "0"})

    def message(self, message: Payload) -> str:
        return self._add("messages", message["id"], message)

    def _add(self, kind: str, identity: str, payload: Payload) -> str:
        self.data.setdefault(kind, {})[identity] = payload
        return identity


Values = Mapping[str, object]


def fill(options: Sequence[Payload], path: Sequence[str], values: Values, resolved: Resolved) -> list[Payload]:
    """The `options` of an interaction; `path` names the subcommands on the way. Raises Unsendable."""
    if path:
        return _into(options, path, lambda inner, rest: fill(inner, rest, values, resolved))
    missing = [option["name"] for option in options if option.get("required") and option["name"] not in values]
    if missing:
        raise Unsendable(f"required options left out: {missing}")
    return [_filled(_named(options, name), value, resolved) for name, value in values.items()]


def unchecked(options: Sequence[Payload], path: Sequence[str], values: Values, resolved: Resolved) -> list[Payload]:
    """As `fill`, but anything goes: for values that only a broken client would send."""
    if path:
        return _into(options, path, lambda inner, rest: unchecked(inner, rest, values, resolved))
    kinds = {option["name"]: option["type"] for option in options}
    sent = {name: _sent(value, resolved) for name, value in values.items()}
    return [{"name": name, "type": kinds.get(name, OptionKind.STRING), "value": value} for name, value in sent.items()]


def typed(options: Sequence[Payload], path: Sequence[str], values: Values, focused: str, text: str) -> list[Payload]:
    """What autocomplete sends: the options so far, unchecked, and the one that is being typed."""
    if path:
        return _into(options, path, lambda inner, rest: typed(inner, rest, values, focused, text))
    option = _named(options, focused)
    if not option.get("autocomplete"):
        raise Unsendable(f"option {focused!r} has no autocomplete")
    others = [{"name": name, "type": _named(options, name)["type"], "value": value} for name, value in values.items()]
    return [*others, {"name": focused, "type": option["type"], "value": text, "focused": True}]


def _into(
    options: Sequence[Payload],
    path: Sequence[str],
    filler: Callable[[Sequence[Payload], Sequence[str]], list[Payload]],
) -> list[Payload]:
    inner = _named(options, path[0])
    return [{"name": inner["name"], "type": inner["type"], "options": filler(inner.get("options") or (), path[1:])}]


def _named(options: Sequence[Payload], name: str) -> Payload:
    for option in options:
        if option["name"] == name:
            return option
    raise Unsendable(f"no option {name!r}, only {[option['name'] for option in options]}")


def _filled(option: Payload, value: object, resolved: Resolved) -> Payload:
    _check(option, value)
    return {"name": option["name"], "type": option["type"], "value": _sent(value, resolved)}


def _sent(value: object, resolved: Resolved) -> object:
    match value:
        case Upload():
            return resolved.upload(value)
        case User():
            return resolved.member(value)
        case Channel():
            return resolved.channel(value)
        case _:
            return value


def _check(option: Payload, value: object) -> None:
    name, types = option["name"], TYPES[OptionKind(option["type"])]
    if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
        raise Unsendable(f"option {name!r} does not take {value!r}")
    choices = [choice["value"] for choice in option.get("choices") or ()]
    if choices and value not in choices:
        raise Unsendable(f"option {name!r} has no choice {value!r}, only {choices}")
    if isinstance(value, str):
        _within(option, len(value), option.get("min_length", 0), option.get("max_length", MAX_STRING))
    elif isinstance(value, Upload) and not file_types.offers(option, value):
        raise Unsendable(f"option {name!r} does not offer {value.filename!r}")
    elif isinstance(value, int | float):
        _within(option, value, option.get("min_value", value), option.get("max_value", value))


def _within(option: Payload, amount: float, least: float, most: float) -> None:
    if not least <= amount <= most:
        raise Unsendable(f"option {option['name']!r} takes {least} to {most}, not {amount}")


TYPES: dict[OptionKind, tuple[type, ...]] = {
    OptionKind.STRING: (str,),
    OptionKind.INTEGER: (int,),
    OptionKind.BOOLEAN: (bool,),
    OptionKind.USER: (User,),
    OptionKind.CHANNEL: (Channel,),
    OptionKind.NUMBER: (int, float),
    OptionKind.ATTACHMENT: (Upload,),
}
