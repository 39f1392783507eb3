"""What the documents say is what the code does, as far as a machine can compare them."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from discord import Permissions, app_commands
from discord.ext import commands

import cogs
from bot.settings import Settings
from cogs.gate.entries import COMMANDS, MENUS
from sandbox.imini.triggers import TRIGGERS
from tests.meta import documents, sources

SETTINGS = documents.PAGES / "settings.md"
COMMANDS_PAGE = documents.PAGES / "commands.md"
ALL_PAGES = documents.PAGES / "README.md"

_QUOTED = re.compile(r'`([^`]+)`|"([^"]+)"')

OWN_FOLDERS = ("bot/", "cogs/", "sandbox/", "tests/", "docs/", "deploy/", "requirements/", ".ci/", ".github/")
PERMISSIONS = Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    attach_files=True,
    embed_links=True,
    read_message_history=True,
)


def test_the_page_of_settings_lists_every_one() -> None:
    rows = documents.table(SETTINGS, "Variable")
    assert [name for name, *_ in rows] == [name.upper() for name in Settings.model_fields]


def test_the_page_of_settings_gives_each_its_true_default(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    rows = documents.table(SETTINGS, "Variable")
    stated: dict[str, Any] = {
        name.lower(): None if default == "none" else default for name, default, _ in rows if default != "required"
    }
    required: dict[str, Any] = {"discord_token": "t", "imini_api_key": "k"}
    assert Settings(_env_file=None, **required, **stated) == Settings(_env_file=None, **required)
    assert len(stated) == len(Settings.model_fields) - len(required)


def test_the_settings_in_the_readme_have_the_defaults_of_their_page() -> None:
    defaults = {name: default for name, default, _ in documents.table(SETTINGS, "Variable")}
    rows = documents.table(documents.README, "Variable")
    assert len(rows) > 5
    assert {name: default for name, default, _ in rows}.items() <= defaults.items()


def test_the_page_of_the_sandbox_lists_every_trigger() -> None:
    rows = documents.table(documents.PAGES / "sandbox.md", "In the prompt")
    assert rows == [[trigger.phrase, trigger.effect] for trigger in TRIGGERS]


@pytest.mark.parametrize("path", [documents.README, COMMANDS_PAGE], ids=sources.name)
def test_a_table_of_commands_lists_every_slash_command(path: Path) -> None:
    listed = [name for names, *_ in documents.table(path, "Command") for name in documents.names(names)]
    assert sorted(listed) == sorted(f"/{name}" for name in COMMANDS)


def test_the_readme_says_how_many_commands_are_registered() -> None:
    (said,) = re.findall(r"`registered (\d+) commands`", documents.README.read_text("utf-8"))
    assert int(said) == len({name.partition(" ")[0] for name in COMMANDS}) + len(MENUS)


def test_the_page_of_commands_lists_every_option_of_imagine() -> None:
    (imagine,) = (command for command in _slash_commands() if command.name == "imagine")
    rows = documents.table(COMMANDS_PAGE, "Option")
    listed = [option for names, *_ in rows for option in documents.names(names)]
    assert listed == [parameter.name for parameter in imagine.parameters]


def test_the_page_of_commands_lists_every_button() -> None:
    listed = {button for names, _ in documents.table(COMMANDS_PAGE, "Button") for button in documents.names(names)}
    english = (sources.ROOT / "cogs" / "i18n" / "locales" / "en-US.po").read_text("utf-8")
    labels = re.findall(
        r'msgid "(?:button-\w+|selection-use|selection-remove|selection-clear)"\nmsgstr "(.+)"', english
    )
    assert listed == {label.format(picture=1) for label in labels}


def test_the_page_of_commands_lists_every_menu() -> None:
    listed = [name for name, _ in documents.table(COMMANDS_PAGE, "Menu")]
    code = "".join(path.read_text("utf-8") for path in sources.files("cogs"))
    assert sorted(listed) == sorted(re.findall(r'ContextMenu\(name=localized\("(.+?)"', code))


def test_the_page_of_make_targets_lists_every_one() -> None:
    listed = {name for name, *_ in documents.table(documents.PAGES / "make-targets.md", "Command")}
    assert listed == {f"make {target}" for target in _make_targets()}


def test_the_invitation_asks_for_the_permissions_that_are_explained() -> None:
    asked = re.findall(r"permissions=(\d+)", documents.README.read_text("utf-8"))
    explained = ", ".join(names for names, _ in documents.table(documents.README, "Permission")).split(", ")
    assert asked == [str(PERMISSIONS.value)]
    assert len(explained) == PERMISSIONS.value.bit_count()


def test_every_message_that_is_explained_is_one_of_the_code() -> None:
    page = (documents.PAGES / "troubleshooting.md").read_text("utf-8")
    seen = " ".join(re.findall(r"^\| (.+?) \|", page, re.MULTILINE))
    parts = re.split(r"…|data/imagine\.db|[();:]", " … ".join("".join(pair) for pair in _QUOTED.findall(seen)))
    messages = {part.strip() for part in parts if len(part.strip()) > 5}
    said = "".join(path.read_text("utf-8") for path in _sayers())
    assert len(messages) > 20
    assert {message for message in messages if message not in said} == {"The application did not respond"}


def test_the_readme_is_read_in_a_few_minutes() -> None:
    assert 120 <= len(documents.README.read_text("utf-8").splitlines()) <= 150


def test_the_list_of_all_pages_has_each_once() -> None:
    pages = sorted(path.name for path in documents.PAGES.glob("*.md") if path != ALL_PAGES)
    assert sorted(documents.links(ALL_PAGES)) == pages


@pytest.mark.parametrize("path", documents.documents(), ids=sources.name)
def test_every_link_into_the_project_leads_somewhere(path: Path) -> None:
    targets = [target for target in documents.links(path) if "://" not in target]
    assert [target for target in targets if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("path", documents.documents(), ids=sources.name)
def test_every_link_to_a_heading_leads_to_one(path: Path) -> None:
    targets = [(path.parent / file if file else path, anchor) for file, anchor in documents.anchors(path)]
    assert [anchor for file, anchor in targets if anchor not in documents.headings(file)] == []


def test_a_heading_is_linked_as_github_does() -> None:
    headings = documents.headings(sources.ROOT / "docs" / "architecture.md")
    assert {"how-to-add-", "an-option-of-imagine", "an-error-of-iminis"} <= headings


@pytest.mark.parametrize("path", documents.documents(), ids=sources.name)
def test_every_file_of_the_project_that_is_named_exists(path: Path) -> None:
    named = [span for span in documents.spans(path) if span.startswith(OWN_FOLDERS) and re.fullmatch(r"[\w./-]+", span)]
    assert [name for name in named if not (sources.ROOT / name).exists()] == []


@pytest.mark.parametrize("path", documents.documents(), ids=sources.name)
def test_every_make_target_that_is_named_exists(path: Path) -> None:
    named = re.findall(r"(?:`|^)make ([a-z]+)", path.read_text("utf-8"), re.MULTILINE)
    assert set(named) <= _make_targets()


def _sayers() -> Iterator[Path]:
    """The files with what the bot and its set-up log and say."""
    yield from sources.files("bot", "cogs", "requirements")
    yield from (sources.ROOT / "cogs" / "i18n" / "locales").glob("*.po")
    yield sources.ROOT / "Makefile"


def _make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (sources.ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def _slash_commands() -> Iterator[Any]:
    for module in pkgutil.walk_packages(cogs.__path__, "cogs."):
        for _, cog in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if issubclass(cog, commands.Cog) and cog.__module__ == module.name:
                for command in cog.__cog_app_commands__:
                    yield from command.walk_commands() if isinstance(command, app_commands.Group) else [command]
