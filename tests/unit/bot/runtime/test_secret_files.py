"""Secrets in files, as the settings read them."""

import os
from pathlib import Path

import pytest

from bot.runtime.secret_files import LARGEST
from bot.settings import Settings, SettingsError

pytestmark = pytest.mark.usefixtures("host_settings")


@pytest.fixture
def secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of the imini key, which nothing else sets."""
    path = tmp_path / "imini-key"
    monkeypatch.delenv("IMINI_API_KEY")
    monkeypatch.setenv("IMINI_API_KEY_FILE", str(path))
    return path


def _complaint() -> str:
    with pytest.raises(SettingsError) as caught:
        Settings.load()
    line = str(caught.value)
    assert line.splitlines() == [line]
    return line


@pytest.mark.parametrize("content", ["the-key", "the-key\n", " the-key\r\n\n"])
def test_a_secret_comes_from_its_file(secret: Path, content: str) -> None:
    secret.write_text(content)
    settings = Settings.load()
    assert settings.imini_api_key.get_secret_value() == "the-key"
    assert "the-key" in settings.secrets
    assert "the-key" not in repr(settings)


def test_the_file_may_be_named_in_the_env_file(secret: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret.write_text("the-key")
    monkeypatch.delenv("IMINI_API_KEY_FILE")
    (tmp_path / ".env").write_text("IMINI_API_KEY=\nIMINI_API_KEY_FILE=imini-key\n")
    assert Settings.load().imini_api_key.get_secret_value() == "the-key"


def test_a_secret_that_is_a_link_is_followed(secret: Path, tmp_path: Path) -> None:
    (tmp_path / "..data").mkdir()
    (tmp_path / "..data" / "key").write_text("the-key")
    secret.symlink_to(tmp_path / "..data" / "key")
    assert Settings.load().imini_api_key.get_secret_value() == "the-key"


def test_a_database_url_comes_from_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "url").write_text("postgresql://u:pass@h/d\n")
    monkeypatch.setenv("DATABASE_URL_FILE", str(tmp_path / "url"))
    settings = Settings.load()
    assert settings.database_url is not None
    assert settings.database_url.get_secret_value() == "postgresql://u:pass@h/d"
    assert "pass" in settings.secrets


@pytest.mark.parametrize("name", ["DISCORD_TOKEN", "IMINI_API_KEY"])
def test_a_secret_and_its_file_together_are_refused_by_both_names(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("other")
    monkeypatch.setenv(f"{name}_FILE", str(tmp_path / "file"))
    assert _complaint() == f"{name}_FILE: {name} is also set; remove one of the two"


def test_a_file_that_is_not_there_is_named(secret: Path) -> None:
    assert _complaint() == f"IMINI_API_KEY_FILE: {secret} can't be read (No such file or directory)"


def test_a_folder_is_no_secret(secret: Path) -> None:
    secret.mkdir()
    assert _complaint() == f"IMINI_API_KEY_FILE: {secret} isn't a file"


def test_a_pipe_is_not_waited_for(secret: Path) -> None:
    os.mkfifo(secret)
    assert _complaint() == f"IMINI_API_KEY_FILE: {secret} isn't a file"


@pytest.mark.parametrize("content", [b"", b" \n"])
def test_an_empty_file_is_said_to_be_empty(secret: Path, content: bytes) -> None:
    secret.write_bytes(content)
    assert _complaint() == f"IMINI_API_KEY_FILE: {secret} is empty"


@pytest.mark.parametrize(
    "content", [b"s3cret s3cret", b"s3cret\ns3cret", b"s3cret\x00", b"\xffs3cret", b"s" * (LARGEST + 1)]
)
def test_a_file_that_holds_something_else_is_named_and_not_repeated(secret: Path, content: bytes) -> None:
    secret.write_bytes(content)
    line = _complaint()
    assert (
        line == f"IMINI_API_KEY_FILE: {secret} must contain one word of ASCII characters, without spaces or line breaks"
    )


def test_a_bad_file_is_told_beside_everything_else_that_is_wrong(secret: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTA_CREDITS", "none")
    line = _complaint()
    assert f"IMINI_API_KEY_FILE: {secret}" in line
    assert "QUOTA_CREDITS" in line
    assert "missing" not in line
