"""Settings from a ``.env`` file, and names in it with a typo."""

from pathlib import Path

import pytest

from bot.settings import Settings
from tests.unit.bot.test_settings import TOKEN, complaint, folder

__all__ = ["folder"]


def test_a_file_sets_what_the_environment_does_not(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / ".env").write_text(
        "# mine\nIMINI_API_KEY=of-the-file\nQUOTA_CREDITS='7'\nLOG_LEVEL=\nUNKNOWN=1\n", "utf-8"
    )
    monkeypatch.delenv("IMINI_API_KEY")
    settings = Settings.load()
    assert settings.discord_token.get_secret_value() == TOKEN
    assert settings.imini_api_key.get_secret_value() == "of-the-file"
    assert settings.quota_credits == 7
    assert settings.log_level == "INFO"


def test_the_environment_beats_the_file(folder: Path) -> None:
    (folder / ".env").write_text("DISCORD_TOKEN=of-the-file", "utf-8")
    assert Settings.load().discord_token.get_secret_value() == TOKEN


@pytest.mark.parametrize(
    ("written", "meant"),
    [("QUOTA_CREDIT", "QUOTA_CREDITS"), ("timezone", "TIME_ZONE"), ("IMINI_KEY", "IMINI_API_KEY")],
)
def test_a_name_with_a_typo_in_the_file_is_told_with_the_one_that_was_meant(
    folder: Path, written: str, meant: str
) -> None:
    (folder / ".env").write_text(f"\ufeffLOG_LEVEL=INFO\n{written}=1\nCOMPOSE_FILE=x\nPOSTGRES_PASSWORD=x\n", "utf-8")
    assert Settings.mistyped() == [f".env sets {written}, which isn't a setting: did you mean {meant}?"]


def test_a_missing_setting_is_told_with_the_typo_beside_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISCORD_TOKEN")
    (folder / ".env").write_text("DISCORD_TOKN=x-secret", "utf-8")
    line = complaint()
    assert line.endswith(".env sets DISCORD_TOKN, which isn't a setting: did you mean DISCORD_TOKEN?")
    assert "x-secret" not in line


def test_a_file_with_a_byte_order_mark_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISCORD_TOKEN")
    (folder / ".env").write_text(f"DISCORD_TOKEN={TOKEN}\r\nLOG_LEVEL=DEBUG\r\n", "utf-8-sig")
    settings = Settings.load()
    assert settings.discord_token.get_secret_value() == TOKEN
    assert settings.log_level == "DEBUG"


def test_a_file_that_is_no_utf_8_is_named(folder: Path) -> None:
    (folder / ".env").write_text("LOG_LEVEL=INFO\n", "utf-16")
    line = complaint()
    assert ".env" in line
    assert "UTF-8" in line
