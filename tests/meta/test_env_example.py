"""``.env.example`` against the settings it explains."""

import pytest
from dotenv import dotenv_values

from bot.settings import Settings, SettingsError
from tests.meta import sources

EXAMPLE = sources.ROOT / ".env.example"
LINES = EXAMPLE.read_text("utf-8").splitlines()
REQUIRED = [name for name, field in Settings.model_fields.items() if field.is_required()]


@pytest.fixture(autouse=True)
def _only_the_example(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of whoever runs the tests gets in."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_the_example_lists_every_setting_once_and_nothing_else() -> None:
    listed = [line.partition("=")[0] for line in LINES if line and not line.startswith("#")]
    assert sorted(listed) == sorted(name.upper() for name in Settings.model_fields)


def test_every_setting_has_a_comment_above_it() -> None:
    above = dict(zip(LINES[1:], LINES, strict=False))
    bare = [line for line in LINES if "=" in line and not line.startswith("#") and not above[line].startswith("# ")]
    assert bare == []


def test_what_is_required_or_off_is_left_empty() -> None:
    empty = [name for name, value in dotenv_values(EXAMPLE).items() if not value]
    off = [name for name, field in Settings.model_fields.items() if field.default is None]
    assert sorted(empty) == sorted(name.upper() for name in [*REQUIRED, *off])


def test_the_example_as_it_is_asks_for_what_is_required() -> None:
    with pytest.raises(SettingsError) as error:
        Settings.load(EXAMPLE)
    assert all(name.upper() in str(error.value) for name in REQUIRED)


def test_the_values_of_the_example_are_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in REQUIRED:
        monkeypatch.setenv(name.upper(), "filled-in")
    assert Settings.load(EXAMPLE) == Settings.load(env_file=None)
