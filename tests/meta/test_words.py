"""What members and hosts read has the words of a product, in every document, message and language."""

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from tests.meta import documents, sources
from tests.meta.test_catalogues import CATALOGUES, ENGLISH, forms, key_of, messages

AVOIDED = {
    r"taken(?! over)": "accepted",
    r"mend(s|ed|ing)?": "fix",
    r"dear(er|est)?": "expensive",
    r"an order|orders (above|that)": "request",
    r"asked for": "requested",
    r"ended": "finished, expired",
    r"known any ?more": "stored",
    r"shall": "will, must",
    r"is no (image|picture|text|backup|duration|time zone)": "isn't an image",
    r"if you don't choose": "(default: …)",
    r"credits? (is|are|was|were) back": "refunded",
    r"nobody (can tell|can know|knows)": "unknown",
    r"for ever": "forever",
    r"all the same": "still",
    r"as long as [^.|]+ as long as": "while, if: two of them make a riddle",
    r"of (its|their|his|her|your|our|my|one's) own(?! (jobs|pictures|rules))": "its own …, separate",
    r"what (becomes|became) of": "what happens to",
    r"a (line|sentence) each": "one line per …",
    r"anew": "again",
    r"go(es)? on (with(out)?|by|as|at|from)|went on": "continue",
}
"""What reads as archaic or translated, and what to write instead."""

AVOIDED_FOR_MEMBERS = AVOIDED | {
    r"hosts?": "the bot's owner",
    r"(some|any|every)body": "someone, anyone, everyone",
    r"whoever": "the member who …",
    r"error code|code \d+": "what is wrong, in words",
}
"""A member knows the bot's owner, no host."""

EXCEPTIONS = {
    "CONTRIBUTING.md: shall": "it forbids the word",
}
"""Where a word is in place all the same: the file and the word, with the reason."""

SAYING = {"debug", "info", "warning", "error", "exception", "critical", "ok", "warn", "bad", "write", "add_parser"}
"""Calls whose strings a host reads: the log, the findings of ``doctor``, the command line."""

CHINESE = "zh-CN"
HAN = r"[\u4e00-\u9fff]"
CROWDED = re.compile(rf"{HAN}(?!\{{quality)[A-Za-z0-9`{{]|[A-Za-z0-9`}}](?<!quality\}}){HAN}")
"""Latin letters, digits and code stand off from Chinese; the quality is filled in in Chinese."""

HALF_WIDTH = re.compile(rf"{HAN}[,;:!?()]|[,;:!?()]{HAN}")


def test_the_documents_avoid_what_reads_as_translated() -> None:
    paths = [*documents.documents(), *(sources.ROOT / "deploy" / "legal").glob("*.md"), sources.ROOT / ".env.example"]
    assert list(_found(((sources.name(path), _prose(path.read_text("utf-8"))) for path in paths), AVOIDED)) == []


def test_the_sentences_for_members_avoid_it() -> None:
    page = tomllib.loads((sources.ROOT / "sandbox" / "page" / "texts" / "en-US.toml").read_text("utf-8"))
    texts = [(key_of(message), form) for message in messages(ENGLISH) for form in forms(message)]
    texts += [(f"{name} of the page", text) for table in (page, *page.values()) for name, text in _sentences(table)]
    texts += [(text, text) for text in _commands()]
    assert list(_found(((name, _prose(text)) for name, text in texts), AVOIDED_FOR_MEMBERS)) == []


def test_the_log_the_checks_and_the_errors_of_settings_avoid_it() -> None:
    assert list(_found(_told_to_hosts(), AVOIDED)) == []


def test_every_exception_is_needed() -> None:
    paths = [sources.ROOT / name.partition(":")[0] for name in EXCEPTIONS]
    texts = ((sources.name(path), _prose(path.read_text("utf-8"))) for path in paths)
    assert set(EXCEPTIONS) <= set(_matches(texts, AVOIDED))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The request isn't taken.", "taken"),
        ("A process of its own", "of its own"),
        ("The job has ended.", "ended"),
        ("It is taken over.", None),
        ("Recommended", None),
    ],
)
def test_an_avoided_word_is_found(text: str, found: str | None) -> None:
    assert list(_matches([("here", text)], AVOIDED)) == ([f"here: {found}"] if found else [])


def test_the_chinese_has_one_word_for_one_thing() -> None:
    others = {other: term for term, others in _terms() for other in others}
    used = [(key, other, others[other]) for key, form in _chinese() for other in others if other in form]
    assert len(others) > 15
    assert used == []


def test_the_chinese_has_full_width_punctuation_and_space_around_latin_words() -> None:
    texts = [(key, re.sub(r"\[([^\]]+)\]\(\{\w+\}\)", r"\1", form)) for key, form in _chinese()]
    assert [(key, form) for key, form in texts if CROWDED.search(form) or HALF_WIDTH.search(form)] == []


def test_bold_chinese_ends_before_the_full_stop() -> None:
    ends = [(key, bold) for key, form in _chinese() for bold in re.findall(r"\*\*(.+?)\*\*", form)]
    assert [(key, bold) for key, bold in ends if bold.endswith("\u3002")] == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("用`/task`查看", True),
        ("用 `/task` 查看", False),
        ("{quality}画质", False),
        ("4K画质", True),
        ("{when}可用", True),
    ],
)
def test_latin_that_sticks_to_chinese_is_found(text: str, *, wrong: bool) -> None:
    assert bool(CROWDED.search(text)) == wrong


def _prose(text: str) -> str:
    """``text`` without code, in one line each paragraph, so that a phrase is found over the end of a line."""
    plain = re.sub(r"```.*?```|`[^`\n]*`|<!--.*?-->|\]\([^)]*\)", "", text, flags=re.DOTALL)
    return re.sub(r"[ \n#]+", " ", plain)


def _matches(texts: Iterable[tuple[str, str]], avoided: dict[str, str]) -> Iterator[str]:
    """The words that a text should not have, each after the name of the text."""
    pattern = re.compile(rf"\b(?:{'|'.join(avoided)})\b", re.IGNORECASE)
    for name, text in texts:
        yield from dict.fromkeys(f"{name}: {match[0].lower()}" for match in pattern.finditer(text))


def _found(texts: Iterable[tuple[str, str]], avoided: dict[str, str]) -> Iterator[str]:
    return (match for match in _matches(texts, avoided) if match not in EXCEPTIONS)


def _sentences(table: object) -> Iterator[tuple[str, str]]:
    """The texts in a table of TOML, by their names, without those in a table below it."""
    named = table.items() if isinstance(table, dict) else ()
    yield from ((name, text) for name, text in named if isinstance(text, str))


def _commands() -> Iterator[str]:
    """The English of commands, options and choices, which stands in the code."""
    for _, call in sources.nodes(ast.Call, "cogs"):
        if sources.called(call) == "localized" and isinstance(call.args[0], ast.Constant):
            yield str(call.args[0].value)


def _told_to_hosts() -> Iterator[tuple[str, str]]:
    """The strings of each call in SAYING and of each error, after the place."""
    calls = [(path, call) for path, call in sources.nodes(ast.Call, "bot", "cogs") if sources.called(call) in SAYING]
    told: list[tuple[Path, ast.Call | ast.Raise]] = [*calls, *sources.nodes(ast.Raise, "bot", "cogs")]
    for path, node in told:
        strings = (part.value for part in ast.walk(node) if isinstance(part, ast.Constant))
        text = " ".join(string for string in strings if isinstance(string, str))
        yield f"{sources.name(path)}:{node.lineno}", text


def _terms() -> Iterator[tuple[str, list[str]]]:
    """The terms at the top of the Chinese catalogue: ``# prompt: 提示词 (not 提示语, 咒语)``."""
    text = files("cogs").joinpath("i18n", "locales", f"{CHINESE}.po").read_text("utf-8")
    for term, others in re.findall(r"^# [\w ,']+: (\S+) \(not ([^)]+)\)$", text, re.MULTILINE):
        yield term, others.split(", ")


def _chinese() -> Iterator[tuple[str, str]]:
    catalogue = CATALOGUES[CHINESE]
    return ((key_of(message), form) for message in messages(catalogue) for form in forms(message))
