"""Tests hand their doubles in as parameters; of other people's code alone, what has no parameter is replaced."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.meta import sources

REPLACED = {
    "discord.http.Route.BASE": "the bot sets it for the whole process; afterwards it is what it was",
    "discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY": "likewise",
    "discord.http.asyncio.sleep": "discord.py sleeps between its tries by no clock that it is handed",
    "discord.app_commands.Command.get_translated_payload": "what it makes is kept, as it takes longer than a test",
    "discord.app_commands.Group.get_translated_payload": "likewise",
    "discord.app_commands.ContextMenu.get_translated_payload": "likewise",
    "simcord.Env._validate_idle": "SimCord lets nobody choose how often it looks whether the bot rests",
    "time.monotonic": "SimCord replaces it, which must not move the bot's clock",
    "pathlib.Path.open": "nothing else shows a file that a thread opens for a task that is gone",
}
"""What may be replaced, and why it is handed in by nobody."""

OWN = re.compile(r"(bot|cogs|sandbox|tests|requirements)\b")
PATCHES = {"setattr", "delattr", "setitem", "delitem"}


def test_nothing_is_replaced_but_what_has_no_parameter() -> None:
    found = [
        f"{sources.name(path)}:{node.lineno} {target}"
        for path, node, target in _all_replaced()
        if target not in REPLACED
    ]
    assert found == []


def test_whatever_may_be_replaced_is_other_peoples_and_is_replaced_somewhere() -> None:
    assert [target for target in REPLACED if OWN.match(target)] == []
    assert {target for _, _, target in _all_replaced()} == set(REPLACED)


def test_no_method_is_assigned_over() -> None:
    """The type checker refuses it, unless it is told not to."""
    marks = re.compile(r"#\s*type:\s*ignore\[[^]]*method-assign")
    found = [sources.name(path) for path in sources.files("tests") if marks.search(path.read_text("utf-8"))]
    assert found == []


def test_no_double_leaves_out_the_constructor_of_what_it_stands_in_for() -> None:
    found = [
        f"{sources.name(path)}: {name}" for path in sources.files("tests") for name in _hollow(sources.parsed(path))
    ]
    assert found == []


def test_a_double_without_its_constructor_is_found() -> None:
    tree = ast.parse(
        "from bot.net import Net\n"
        "class Hollow(Net):\n    def __init__(self): self.calls = []\n"
        "class Whole(Net):\n    def __init__(self): super().__init__(1)\n"
        "class Same(Net): ...\n"
        "class Own:\n    def __init__(self): self.calls = []\n"
    )
    assert list(_hollow(tree)) == ["Hollow"]


@pytest.mark.parametrize(
    ("code", "target"),
    [
        ("monkeypatch.setattr('bot.net.LIMIT', 1)", "bot.net.LIMIT"),
        ("import bot.net as net\nmonkeypatch.setattr(net, 'LIMIT', 1)", "bot.net.LIMIT"),
        ("from bot import net\npatch.setattr(net, 'LIMIT', 1)", "bot.net.LIMIT"),
        ("from bot.net import Net\nmonkeypatch.setattr(Net, name, 1)", "bot.net.Net.?"),
        ("monkeypatch.setattr(core.imini, 'allowed', 1)", "core.imini.allowed"),
        ("monkeypatch.delattr(journal, '_database')", "journal._database"),
        ("monkeypatch.setitem(Settings.model_config, 'env_file', 1)", "Settings.model_config.env_file"),
        ("with mock.patch('bot.net.LIMIT', 1): ...", "bot.net.LIMIT"),
        ("@patch.object(Net, 'limit')\ndef test(): ...", "Net.limit"),
        ("patch.dict(Net.limits, a=1)", "Net.limits.?"),
        ("setattr(net, 'LIMIT', 1)", "net.LIMIT"),
        ("object.__setattr__(job, 'id', 1)", "job.id"),
        ("from bot import net\nnet.LIMIT = 1", "bot.net.LIMIT"),
        ("from bot.net import Net\nNet.limit: int = 1", "bot.net.Net.limit"),
    ],
)
def test_what_replaces_something_is_found(code: str, target: str) -> None:
    assert [found for _, found in _replaced(ast.parse(code))] == [target]


@pytest.mark.parametrize(
    "code",
    ["monkeypatch.setenv('A', 'b')", "self.limit = 1", "fake = 1\nfake.passing = 1", "client.patch('/channels/1')"],
)
def test_what_replaces_nothing_is_fine(code: str) -> None:
    assert list(_replaced(ast.parse(code))) == []


def _all_replaced() -> Iterator[tuple[Path, ast.stmt | ast.expr, str]]:
    for path in sources.files("tests"):
        yield from ((path, node, target) for node, target in _replaced(sources.parsed(path)))


def _replaced(tree: ast.Module) -> Iterator[tuple[ast.stmt | ast.expr, str]]:
    """What a module puts something else in the place of, by its full name as far as its imports tell it."""
    imported = dict(_imports(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _patches(node):
            yield node, _full(_target(node), imported)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from ((node, _full(ast.unparse(each), imported)) for each in targets if _is_of(each, imported))


def _hollow(tree: ast.Module) -> Iterator[str]:
    """The classes that are made of one of the project's own, and whose constructor does not call that of their base."""
    imported = dict(_imports(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and any(OWN.match(_full(ast.unparse(base), imported)) for base in node.bases):
            made = [part for part in node.body if isinstance(part, ast.FunctionDef) and part.name == "__init__"]
            if made and "super().__init__(" not in ast.unparse(made[0]):
                yield node.name


def _imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Each name that is imported, and what it stands for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for each in node.names:
                whole = each.name if each.asname else each.name.partition(".")[0]
                yield each.asname or whole, whole
        elif isinstance(node, ast.ImportFrom):
            yield from ((each.asname or each.name, f"{node.module}.{each.name}") for each in node.names)


def _patches(call: ast.Call) -> bool:
    name = ast.unparse(call.func)
    mocks = re.fullmatch(r"(\w+\.)?patch(\.(object|dict|multiple))?", name)
    if mocks and name.endswith(".patch"):  # of a client it would be the method of HTTP
        return name == "mock.patch"
    return bool(mocks) or sources.called(call) in PATCHES | {"__setattr__"}


def _target(call: ast.Call) -> str:
    """What a call replaces, by the names that its module uses."""
    whole, *rest = call.args
    if isinstance(whole, ast.Constant):
        return str(whole.value)
    part = rest[0].value if rest and isinstance(rest[0], ast.Constant) else "?"
    return f"{ast.unparse(whole)}.{part!s}"


def _is_of(target: ast.expr, imported: dict[str, str]) -> bool:
    """Whether it is an attribute of something imported, not of what that makes."""
    root = target
    while isinstance(root, ast.Attribute):
        root = root.value
    return isinstance(target, ast.Attribute) and isinstance(root, ast.Name) and root.id in imported


def _full(name: str, imported: dict[str, str]) -> str:
    first, dot, rest = name.partition(".")
    return imported.get(first, first) + dot + rest
