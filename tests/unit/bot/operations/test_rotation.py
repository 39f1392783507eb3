"""Changing the secrets of a running bot; Discord answers over real sockets."""

import logging
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.operations.rotation import SecretRotation
from bot.runtime.log import Redactor
from bot.settings import Settings
from tests.standin import DiscordStandIn


@dataclass
class RunningBot:
    """A bot that remembers which secrets it was to use."""

    user_id: int | None
    tokens: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    webhooks: list[tuple[int, str] | None] = field(default_factory=list)

    def use_token(self, token: str) -> None:
        self.tokens.append(token)

    def use_key(self, key: SecretStr) -> None:
        self.keys.append(key.get_secret_value())

    def use_webhook(self, webhook: tuple[int, str] | None) -> None:
        self.webhooks.append(webhook)


@dataclass
class Hosted:
    """A bot whose secrets are files in a folder."""

    folder: Path
    bot: RunningBot
    redact: Redactor
    rotation: SecretRotation


@pytest.fixture
def hosted(
    discord: DiscordStandIn, fresh_machine: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> Hosted:
    caplog.set_level(logging.INFO, "bot.operations.rotation")
    for name, secret in (("DISCORD_TOKEN", discord.token), ("IMINI_API_KEY", "first-key")):
        (fresh_machine / name).write_text(secret)
        monkeypatch.setenv(f"{name}_FILE", str(fresh_machine / name))
    monkeypatch.setenv("DISCORD_API_URL", discord.api_url)
    settings, bot = Settings.load(), RunningBot(int(discord.world.bot.id))
    redact = Redactor(settings.secrets)
    return Hosted(fresh_machine, bot, redact, SecretRotation(settings, bot, redact))


async def test_a_changed_key_is_used_and_hidden_from_the_log(hosted: Hosted, caplog: pytest.LogCaptureFixture) -> None:
    (hosted.folder / "IMINI_API_KEY").write_text("second-key")
    await hosted.rotation.rotate()
    assert hosted.bot.keys == ["second-key"]
    assert hosted.bot.tokens == []
    assert hosted.redact("first-key second-key") == "[hidden] [hidden]"
    assert "IMINI_API_KEY has changed" in caplog.text
    await hosted.rotation.rotate()
    assert hosted.bot.keys == ["second-key"]
    assert "no secret has changed" in caplog.text


async def test_a_key_in_the_env_file_is_changed_as_well(
    hosted: Hosted, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv("IMINI_API_KEY_FILE")
    (hosted.folder / ".env").write_text("IMINI_API_KEY=second-key\n")
    await hosted.rotation.rotate()
    assert hosted.bot.keys == ["second-key"]
    assert "next start" not in caplog.text


async def test_another_webhook_gets_the_alerts_and_without_one_the_owner_does(
    hosted: Hosted, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    file = hosted.folder / "ALERT_WEBHOOK"
    monkeypatch.setenv("ALERT_WEBHOOK_FILE", str(file))
    file.write_text("https://discord.com/api/webhooks/123456789012345678/hush-hush\n")
    await hosted.rotation.rotate()
    assert "alerts go there" in caplog.text
    assert hosted.redact("hush-hush") == "[hidden]"
    file.write_text("https://example.com/hush-hush")
    await hosted.rotation.rotate()
    assert "old secrets" in caplog.text
    monkeypatch.delenv("ALERT_WEBHOOK_FILE")
    await hosted.rotation.rotate()
    assert "alerts go to the owner" in caplog.text
    assert hosted.bot.webhooks == [(123456789012345678, "hush-hush"), None]
    assert "next start" not in caplog.text


@pytest.mark.parametrize("content", [None, "", "two words"])
@pytest.mark.parametrize("name", ["DISCORD_TOKEN", "IMINI_API_KEY"])
async def test_a_bad_file_leaves_the_old_secrets_and_one_line_that_names_the_setting(
    hosted: Hosted, caplog: pytest.LogCaptureFixture, name: str, content: str | None
) -> None:
    path = hosted.folder / name
    path.unlink() if content is None else path.write_text(content)
    await hosted.rotation.rotate()
    assert (hosted.bot.keys, hosted.bot.tokens) == ([], [])
    (record,) = caplog.records
    assert record.levelname == "ERROR"
    assert f"{name}_FILE" in record.getMessage()
    assert "old secrets" in record.getMessage()


async def test_a_changed_token_of_the_same_bot_is_used(
    discord: DiscordStandIn, hosted: Hosted, caplog: pytest.LogCaptureFixture
) -> None:
    discord.reset_token("second-token")
    (hosted.folder / "DISCORD_TOKEN").write_text("second-token")
    await hosted.rotation.rotate()
    assert hosted.bot.tokens == ["second-token"]
    assert hosted.redact("second-token") == "[hidden]"
    assert "DISCORD_TOKEN has changed" in caplog.text


@pytest.mark.parametrize(
    ("status", "user_id", "told"),
    [
        (None, 1, "belongs to another bot"),
        (None, None, "hasn't logged in yet"),
        (401, 1, "Discord rejects the new token"),
        (503, 1, "Discord responded with 503"),
    ],
)
async def test_a_token_that_can_not_be_used_leaves_the_old_one_and_says_why(
    discord: DiscordStandIn,
    hosted: Hosted,
    caplog: pytest.LogCaptureFixture,
    status: int | None,
    user_id: int | None,
    told: str,
) -> None:
    discord.reset_token("second-token")
    hosted.bot.user_id = user_id
    if status:
        discord.faults.answer("GET", "/users/@me", status)
    (hosted.folder / "DISCORD_TOKEN").write_text("second-token")
    (hosted.folder / "IMINI_API_KEY").write_text("second-key")
    await hosted.rotation.rotate()
    assert hosted.bot.tokens == []
    assert hosted.bot.keys == ["second-key"]
    assert told in caplog.text
    assert "the bot keeps using the old token" in caplog.text


async def test_a_token_that_nobody_can_judge_now_is_not_used(
    discord: DiscordStandIn, hosted: Hosted, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    (hosted.folder / "DISCORD_TOKEN").write_text("second-token")
    await hosted.rotation.rotate()
    assert hosted.bot.tokens == []
    assert "send SIGHUP again" in caplog.text
    assert discord.requests == []


async def test_other_settings_that_changed_are_named_and_wait_for_the_next_start(
    hosted: Hosted, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("QUOTA_CREDITS", "7")
    await hosted.rotation.rotate()
    (record,) = caplog.records
    assert "also changed: QUOTA_CREDITS; this takes effect at the next start" in record.getMessage()
