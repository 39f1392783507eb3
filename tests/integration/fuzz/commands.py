"""Commands with options as nobody would give them, made from what the bot itself has registered."""

from collections.abc import Mapping, Sequence
from functools import partial

from discord import AppCommandOptionType as Kind
from discord import AppCommandType, app_commands
from hypothesis import strategies as st
from simcord.interactions import command_leaves

from tests.integration.fuzz.interactions import Command
from tests.integration.fuzz.values import Data, files, ids, media, mostly, often, texts, users

Values = st.SearchStrategy[object]


def commands(tree: app_commands.CommandTree) -> st.SearchStrategy[Command]:
    """Any command of ``tree``; one with many options comes more often."""
    found: list[st.SearchStrategy[Command]] = []
    for command in tree.get_commands(type=AppCommandType.chat_input):
        for path, leaf in command_leaves(command.to_dict(tree)):
            found += _uses(path, leaf["options"])
    for menu in tree.get_commands(type=AppCommandType.message):
        found += [st.builds(Command, st.builds(partial(_on_message, menu.name), _messages))] * 4
    return st.sampled_from(found).flatmap(lambda command: command)


def _uses(path: Sequence[str], options: Sequence[Data]) -> list[st.SearchStrategy[Command]]:
    """The command at ``path`` with any of its options (even a required one may be missing), or while it is typed."""
    kinds = {option["name"]: option["type"] for option in options}
    values = {option["name"]: _values(option) for option in options}
    sent = _some(values).map(partial(_invocation, path, kinds))
    return [
        *[st.builds(Command, sent)] * (1 + 2 * len(options)),
        *[st.builds(partial(_typing, path, option), texts) for option in options if option.get("autocomplete")],
    ]


@st.composite
def _some(draw: st.DrawFn, values: Mapping[str, Values]) -> dict[str, object]:
    """Half of the ``values``, any half."""
    chosen = draw(st.integers(0, 2 ** len(values) - 1))
    return {name: draw(value) for bit, (name, value) in enumerate(values.items()) if chosen >> bit & 1}


def _typing(path: Sequence[str], option: Data, text: str) -> Command:
    """Somebody is still at it, and gets suggestions for ``option``."""
    data = _invocation(path, {option["name"]: option["type"]}, {option["name"]: text})
    data["options"][0]["focused"] = True
    return Command(data, typing=True)


def _values(option: Data) -> Values:
    match Kind(option["type"]):
        case Kind.string:
            offered = [choice["value"] for choice in option.get("choices", ())]
            return mostly(*offered) if offered else ids
        case Kind.integer:
            return often(st.integers(1, 10), st.integers(-(2**53), 2**53))
        case Kind.boolean:
            return st.booleans()
        case Kind.attachment:
            return files
        case Kind.user:
            return users
        case kind:
            raise NotImplementedError(f"nobody has said yet what may come for an option of the kind {kind}")


def _invocation(path: Sequence[str], kinds: Mapping[str, int], values: Mapping[str, object]) -> Data:
    """The data of a command with ``values`` for its options; files and users stand beside them, found by their ids."""
    options, resolved = list[Data](), dict[str, dict[str, Data]](attachments={}, users={})
    for number, (name, value) in enumerate(values.items()):
        if isinstance(value, dict):
            resolved["users" if "username" in value else "attachments"][str(number)] = {**value, "id": str(number)}
        sent = str(number) if isinstance(value, dict) else value
        options.append({"name": name, "type": kinds[name], "value": sent})
    for name in reversed(path[1:]):
        options = [{"name": name, "type": Kind.subcommand.value, "options": options}]
    return {"id": "1", "type": 1, "name": path[0], "options": options, "resolved": resolved}


def _on_message(menu: str, message: Data) -> Data:
    return {"id": "1", "type": 3, "name": menu, "target_id": "9", "resolved": {"messages": {"9": message}}}


_embeds = st.fixed_dictionaries({"type": st.just("rich")}, optional={"image": media, "thumbnail": media})
_galleries = st.builds(
    lambda shown: {"type": 12, "id": 1, "items": [{"media": item} for item in shown]}, st.lists(media, max_size=2)
)
_parts = st.fixed_dictionaries(
    {
        "content": texts,
        "attachments": st.lists(files.map(lambda file: {**file, "id": "7"}), max_size=2),
        "embeds": st.lists(_embeds, max_size=2),
        "components": st.lists(_galleries, max_size=1),
    }
)
_MESSAGE: Data = {
    "id": "9", "channel_id": "20", "author": {"id": "8", "username": "carol", "discriminator": "0", "avatar": None},
    "timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": None, "tts": False, "mention_everyone": False,
    "mentions": [], "mention_roles": [], "pinned": False, "type": 0, "flags": 0,
}  # fmt: skip
_messages = st.builds(
    lambda part, forwarded: {
        **_MESSAGE,
        **part,
        "message_snapshots": [{"message": {**_MESSAGE, **one}} for one in forwarded],
    },
    _parts,
    st.lists(_parts, max_size=1),
)
