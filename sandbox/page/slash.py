"""Commands that are pasted as text, ``/imagine prompt:a red fox count:2``, read as Discord's client reads them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any
from unicodedata import normalize

import simcord
from simcord.enums import OptionType
from simcord.interactions import command_leaves

from sandbox.discord.views import View

Option = Mapping[str, Any]
"""An option of a command as the bot registers it."""

YES, NO = ("true", "yes", "是"), ("false", "no", "否")

PICKED = {OptionType.USER, OptionType.CHANNEL, OptionType.ROLE, OptionType.MENTIONABLE, OptionType.ATTACHMENT}
"""Options that text can't give: a person, or a file, is picked from the list."""

_NO_OPTION = ("sandbox", "http", "https")
"""Words that a colon may follow: ``sandbox:flagged`` belongs to the prompt."""

_OPTION = re.compile(r"(?:^|(?<=\s))([a-z][a-z_]*[0-9]?)[:\uff1a]\s*")
_LOOKS_LIKE_OPTION = re.compile(r"(?:^|\s)([a-z][a-z_]*[0-9]?)[:\uff1a](?=(\s)|\S)")

ALIKE = 0.8
"""From which similarity on a word before a colon and a space is an option with a typo: prompts have such words, too."""


class Misread(Exception):
    """Says what is wrong by the ``key`` of a sentence in ``texts/*.toml`` and the ``values`` in it."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values


@dataclass(frozen=True, slots=True)
class Invocation:
    """A command's full name, and the values of its options by their names."""

    name: str
    options: Mapping[str, str | int | bool]


def parse(text: str, commands: Iterable[Mapping[str, Any]]) -> Invocation:
    """Read a command. Text that belongs to no option is the value of the first one.

    Raises Misread.
    """
    leaves = {" ".join(path): leaf for command in commands for path, leaf in command_leaves(dict(command))}
    words = text.strip().removeprefix("/")
    name = max((name for name in leaves if re.match(rf"{re.escape(name)}(?!\S)", words)), key=len, default=None)
    if name is None:
        raise Misread(
            "unknown_command", command=words.split()[0] if words else "", known=[f"/{known}" for known in leaves]
        )
    options = leaves[name].get("options", ())
    given = _split(words[len(name) :].strip(), options, name)
    values = {option["name"]: _value(option, given[option["name"]]) for option in options if option["name"] in given}
    if missing := [option["name"] for option in options if option.get("required") and option["name"] not in values]:
        raise Misread("missing_option", command=name, option=missing[0])
    return Invocation(name, values)


async def run(env: simcord.Env, view: View, text: str) -> simcord.InteractionResult:
    """Run the command that ``text`` is, as whoever looks.

    Raises Misread, and OptionError as Discord would.
    """
    visible = env.backend.visible_commands(user_id=view.who.id, channel_id=view.channel.id)
    command = parse(text, visible)
    if isinstance(view.who, simcord.MemberActor):
        return await view.who.slash(view.channel, command.name, **command.options)
    result: simcord.InteractionResult = await view.who.slash(command.name, **command.options)
    return result


def _split(text: str, options: Sequence[Option], command: str) -> dict[str, str]:
    """The text of each option."""
    names = [option["name"] for option in options]
    starts = [found for found in _OPTION.finditer(text) if found[1] in names]
    ends = [found.start() for found in starts[1:]] + [len(text)]
    given = {found[1]: text[found.end() : end].strip() for found, end in zip(starts, ends, strict=False)}
    if loose := text[: starts[0].start() if starts else None].strip():
        if not options or names[0] in given:
            raise Misread("loose_text", command=command, text=loose)
        given[names[0]] = loose
    for value in given.values():
        for unknown, space in _LOOKS_LIKE_OPTION.findall(value):
            if unknown not in _NO_OPTION and (not space or get_close_matches(unknown, names, 1, ALIKE)):
                raise _unknown(unknown, names, command)
    return {name: value for name, value in given.items() if value}


def _unknown(option: str, names: Sequence[str], command: str) -> Misread:
    """What is wrong with an option that does not exist: it may be meant for another one."""
    near = [name for name in names if option in name] or get_close_matches(option, names, 1)
    if near:
        return Misread("near_option", command=command, option=option, near=near[0])
    return Misread("unknown_option", command=command, option=option, known=list(names))


def _value(option: Option, text: str) -> str | int | bool:
    """The value that text means. Raises Misread."""
    kind = OptionType(option["type"])
    if kind in PICKED:
        raise Misread("picked_option", option=option["name"])
    if option.get("choices"):
        return _choice(option, text)
    if kind is OptionType.BOOLEAN:
        if text.casefold() not in YES + NO:
            raise Misread("unknown_choice", option=option["name"], value=text, known=["true", "false"])
        return text.casefold() in YES
    if kind is OptionType.INTEGER:
        return _number(option, text)
    if len(text) > (limit := option.get("max_length", len(text))):
        raise Misread("long_text", option=option["name"], length=f"{len(text):,}", limit=f"{limit:,}")
    return text


def _choice(option: Option, text: str) -> str | int:
    for choice in option["choices"]:
        names = (choice["name"], *(choice.get("name_localizations") or {}).values(), str(choice["value"]))
        if _plain(text) in map(_plain, (*names, *map(_without_price, names))):
            value: str | int = choice["value"]
            return value
    known = [_shortest(choice) for choice in option["choices"]]
    raise Misread("unknown_choice", option=option["name"], value=text, known=known)


def _shortest(choice: Mapping[str, Any]) -> str:
    """What to type for a choice: its value, unless its name does not show that, as with one of the bot's own words."""
    value, name = str(choice["value"]), str(choice["name"])
    return value if value.casefold() in name.casefold() else _without_price(name)


def _plain(text: str) -> str:
    """For a comparison: Chinese keyboards write full-width digits and colons."""
    return normalize("NFKC", text).casefold()


def _without_price(name: str) -> str:
    return name.split(" · ", 1)[0]


def _number(option: Option, text: str) -> int:
    low, high = option.get("min_value"), option.get("max_value")
    number = int(text) if re.fullmatch(r"-?[0-9]{1,15}", _plain(text)) else None
    if number is None or (low is not None and number < low) or (high is not None and number > high):
        raise Misread("unknown_choice", option=option["name"], value=text, known=f"{low:,}\u2013{high:,}")
    return number
