"""The catalogues of ``cogs/i18n/locales`` against the code and against each other."""

import ast
from collections.abc import Iterator
from importlib.resources import files
from io import BytesIO
from string import Formatter

import discord
import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from cogs.i18n import keys as tables
from cogs.i18n.catalog import DEFAULT_LOCALE
from tests.meta import keys, sources
from tests.support.locales import LOCALES

DESCRIPTION_LIMIT = 100
"""Characters of a description or a choice (https://discord.com/developers/docs/interactions/application-commands)."""


def _catalogue(locale: str) -> Catalog:
    content = files("cogs").joinpath("i18n", "locales", f"{locale}.po").read_bytes()
    return read_po(BytesIO(content), locale=locale.replace("-", "_"), abort_invalid=True)


CATALOGUES = {locale: _catalogue(locale) for locale in LOCALES}
ENGLISH = CATALOGUES[DEFAULT_LOCALE]
every_locale = pytest.mark.parametrize("locale", CATALOGUES)
every_translation = pytest.mark.parametrize("locale", [name for name in CATALOGUES if name != DEFAULT_LOCALE])


@every_locale
def test_no_key_is_missing_and_none_unused(locale: str) -> None:
    families = {key_of(message).partition("-")[0] for message in messages(ENGLISH)}
    wanted = {key for key in keys.sentences() if key.partition("-")[0] in families}
    if locale != DEFAULT_LOCALE:  # the English of commands and options stands in the code
        wanted |= keys.names()
    there = {key_of(message) for message in messages(CATALOGUES[locale])}
    assert (sorted(wanted - there), sorted(there - wanted)) == ([], [])


def test_no_key_is_put_together_where_a_sentence_is_asked_for() -> None:
    assert keys.glued() == set()


@pytest.mark.parametrize(
    ("key", "glued"),
    [
        ("f'ended-{kind}'", True),
        ("'ended-' + kind", True),
        ("'ended-bug' if failed else f'ended-{kind}'", True),
        ("'ended-bug'", False),
        ("keys.FAILED[kind]", False),
    ],
)
def test_a_key_that_is_put_together_is_found(key: str, *, glued: bool) -> None:
    assert keys.is_glued(ast.parse(key, mode="eval").body) == glued


@every_locale
def test_a_catalogue_is_named_after_one_of_discords_locales(locale: str) -> None:
    assert locale in {known.value for known in discord.Locale}


@every_locale
def test_every_sentence_is_written_in_all_its_forms(locale: str) -> None:
    catalogue = CATALOGUES[locale]
    for message in messages(catalogue):
        written = forms(message)
        plural = ENGLISH[key_of(message)].pluralizable if key_of(message) in ENGLISH else False
        assert len(written) == (catalogue.num_plurals if plural else 1), key_of(message)
        assert all(form.strip() for form in written), key_of(message)
        assert not message.fuzzy, key_of(message)


@every_locale
def test_a_link_stands_behind_words(locale: str) -> None:
    """As it is, it would be a line of ids."""
    shown = [form for message in messages(CATALOGUES[locale]) for form in forms(message)]
    assert [form for form in shown if form.count("{link}") != form.count("]({link})")] == []


@every_translation
def test_a_translation_fills_in_what_the_english_does(locale: str) -> None:
    for message in messages(CATALOGUES[locale]):
        if key_of(message) in ENGLISH:
            assert _placeholders(message) == _placeholders(ENGLISH[key_of(message)]), key_of(message)


@every_translation
def test_the_names_in_discords_menus_are_short_enough(locale: str) -> None:
    catalogue = CATALOGUES[locale]
    texts = {key: str(catalogue[key].string) for key in keys.names() if key in catalogue}
    assert {key: len(text) for key, text in texts.items() if len(text) > DESCRIPTION_LIMIT} == {}


def test_every_sentence_gets_the_values_that_it_names() -> None:
    for path, call in keys.asked():
        for key in _literal_keys(call.args[0]):
            given = {keyword.arg for keyword in call.keywords}
            assert _placeholders(ENGLISH[key]) <= given, f"{sources.name(path)}:{call.lineno} {key}"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("'title-gone'", {"title-gone"}),
        ("'title-gone' if gone else 'title-left'", {"title-gone", "title-left"}),
        ("keys.QUALITY[quality]", {"quality-low", "quality-medium", "quality-high"}),
        ("key", set()),
    ],
)
def test_the_keys_of_a_sentence_that_is_asked_for_are_found(asked: str, found: set[str]) -> None:
    assert set(_literal_keys(ast.parse(asked, mode="eval").body)) == found


def messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def key_of(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, list | tuple) else message.id)


def forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def _placeholders(message: Message) -> set[str]:
    return {name for form in forms(message) for _, name, _, _ in Formatter().parse(form) if name}


def _literal_keys(argument: ast.expr) -> Iterator[str]:
    """The keys that stand in an argument, both of them in ``a if condition else b``; of a table, all that it holds."""
    for node in (argument.body, argument.orelse) if isinstance(argument, ast.IfExp) else (argument,):
        match node:
            case ast.Constant(str(key)):
                yield key
            case ast.Subscript(ast.Attribute(ast.Name("keys"), table)):
                yield from getattr(tables, table).values()
            case _:
                pass  # a variable, whose keys stand elsewhere
