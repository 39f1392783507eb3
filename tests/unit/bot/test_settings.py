"""Settings, and the one line that names what is wrong with them."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from bot.setting_types import Duration
from bot.settings import Settings, SettingsError

TOKEN = "a-discord-token"
KEY = "an-imini-key"
DURATION: TypeAdapter[timedelta] = TypeAdapter(Duration)

HUGE = "9" * 400
NO_ENDPOINT = ("", "discord.com", "ftp://discord.com", "https://", "https://:80", "http://[::1", "http://h:x")
NO_DURATION = ("soon", "-5m", "0", "0h", "0.0000000001s", "1h30m", "99999999999d", "999999999.999999999d", HUGE)
NO_PRICES = ("1", "1,2", "1,2,3,4", "a,b,c", "1.5,2,3", "-1,2,3", "1 2 3", ",,", "\uff11,\uff12,\uff13", f"1,2,{HUGE}")
NO_BUDGET = ("500", "500/hour", "-1/day", "1.5/day", "/day", "500 a day", f"{HUGE}/day")
NO_COUNT = ("0", "-1", "1.5", "many", "1e3", "9" * 30)
MALFORMED: dict[str, tuple[str, ...]] = {
    "DISCORD_TOKEN": ("two words", "two\nlines", "tökén"),
    "IMINI_API_KEY": ("two words", "two\nlines", "\x07"),
    "DISCORD_TOKEN_FILE": ("beside-the-token",),
    "IMINI_API_KEY_FILE": ("beside-the-key",),
    "DATABASE_URL_FILE": ("nowhere", "/dev/zero", "~nobody-of-this-name/url"),
    "DATA_DIR": ("~nobody-of-this-name/bot", "  "),
    "PROCESSES": (*NO_COUNT, "1001"),
    "DATABASE_URL": (
        "mysql://u:p@h/d",
        "imagine.db",
        "postgresql://u:p@h",
        "postgresql://u:p@/d",
        "postgresql://u:p@h:x/d",
        "postgresql://u:p@h/d d",
        "postgresql://u:p[@h/d",
        "postgresql://u:p@ss@h/d",
        "postgresql://u:p@s/s@h/d",
        "postgresql://u:5/s@h/d",
        "postgresql://u:p%@h/d",
        "postgresql://u:p@h,/d",
        "postgresql://u:p@h:5432,i:x/d",
    ),
    "DISCORD_API_URL": (*NO_ENDPOINT[1:], "https://discord.com/api v10"),
    "IMINI_BASE_URL": (*NO_ENDPOINT[1:], "http://h:99999", "https://h/x?q=1", "https://h/x#top"),
    "IMINI_MODEL": ("two words", "gpt-image-2\n", "a model?"),
    "QUOTA_CREDITS": NO_COUNT,
    "QUOTA_WINDOW": NO_DURATION,
    "QUOTA_MAX_RUNNING": NO_COUNT,
    "CONFIRM_CREDITS": NO_COUNT[1:],
    "BUTTONS_FOR": ("nobody", "Anyone"),
    "QUOTA_COST_1K": NO_PRICES,
    "QUOTA_COST_2K": NO_PRICES,
    "QUOTA_COST_4K": NO_PRICES,
    "BUDGET": NO_BUDGET,
    "SERVER_BUDGET": NO_BUDGET,
    "TIME_ZONE": ("Mars/Phobos", "../etc/passwd", "CEST+1"),
    "CREDIT_PRICE": ("0", "-1", "cheap", "1001", "1,5", "nan"),
    "CURRENCY": ("usd", "DOLLAR", "$"),
    "POLL_COST": ("many", "0", "-1", "61", "nan"),
    "TASK_TIMEOUT": NO_DURATION,
    "IMINI_TIMEOUT": NO_DURATION,
    "ACCOUNT_PAUSE": NO_DURATION,
    "NOTIFY_AFTER": NO_DURATION,
    "MAX_DECLINED": NO_COUNT,
    "MAX_OPEN_JOBS": NO_COUNT,
    "MAX_SUBMITS": NO_COUNT,
    "MAX_DOWNLOADS": NO_COUNT,
    "ATTACHMENT_MAX_MB": NO_COUNT,
    "ATTACHMENT_MAX_MEGAPIXELS": NO_COUNT,
    "REFERENCE_TRANSPORT": ("ftp", "URL"),
    "RETENTION_DAYS": (*NO_COUNT, "9999999999"),
    "ALLOWED_GUILDS": ("my server", "123", "123456789012345678;234567890123456789", ","),
    "ALERTS": ("mail", "DM", "on"),
    "ALERT_WEBHOOK": (
        "https://discord.com/api/webhooks/123456789012345678",
        "ftp://discord.com/api/webhooks/123456789012345678/token",
        "https://discord.com/api/webhooks/123456789012345678/to ken",
        "https://example.com/hook",
    ),
    "ALERT_WEBHOOK_FILE": ("nowhere", "/dev/zero"),
    "ALERT_LANGUAGE": ("English", "zh_CN", "EN"),
    "METRICS_PORT": (*NO_COUNT, "65536"),
    "METRICS_HOST": ("localhost", "127.0.0", "0.0.0.0:9000"),
    "LOG_LEVEL": ("LOUD", "10"),
    "LOG_FORMAT": ("xml",),
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory, with only the two required settings in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    monkeypatch.setenv("IMINI_API_KEY", KEY)
    return tmp_path


def complaint() -> str:
    """The message of the SettingsError."""
    with pytest.raises(SettingsError) as caught:
        Settings.load()
    line = str(caught.value)
    assert line.splitlines() == [line]
    return line


def test_two_values_are_enough() -> None:
    settings = Settings.load()
    assert settings.discord_token.get_secret_value() == TOKEN
    assert settings.imini_api_key.get_secret_value() == KEY
    assert settings.discord_api_url == "https://discord.com/api/v10"
    assert settings.imini_base_url == "https://openapi.imini.ai/imini/router"
    assert settings.task_timeout == timedelta(minutes=15)


def test_what_is_missing_is_named_together_and_with_where_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISCORD_TOKEN")
    monkeypatch.delenv("IMINI_API_KEY")
    line = complaint()
    for word in (
        "missing settings DISCORD_TOKEN",
        "Discord Developer Portal",
        "IMINI_API_KEY",
        "imini.ai",
        "set them in .env",
    ):
        assert word in line


@pytest.mark.parametrize("blank", ["", " ", "\t\n"])
@pytest.mark.parametrize("name", ["DISCORD_TOKEN", "IMINI_API_KEY"])
def test_a_blank_secret_is_a_missing_one(monkeypatch: pytest.MonkeyPatch, name: str, blank: str) -> None:
    monkeypatch.setenv(name, blank)
    line = complaint()
    assert line.startswith(f"missing setting {name} (")
    assert "," not in line.partition(";")[0]


def test_a_database_may_have_several_servers_of_which_one_accepts_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "postgresql://bot:word@a.example:5432,[2001:db8::1]:5433/imagine?target_session_attrs=read-write"
    monkeypatch.setenv("DATABASE_URL", url)
    given = Settings.load().database_url
    assert given
    assert given.get_secret_value() == url


def test_the_password_of_the_database_is_a_secret_however_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "postgresql://bot:p%40ss@db.example:5432/imagine"
    monkeypatch.setenv("DATABASE_URL", url)
    settings = Settings.load()
    assert "p%40ss" not in repr(settings)
    assert {url, "p%40ss", "p@ss"} <= set(settings.secrets)


def test_every_setting_that_can_be_malformed_is_tried() -> None:
    assert set(MALFORMED) == {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize(
    ("name", "value"),
    [(name, value) for name, values in MALFORMED.items() for value in values],
    ids=lambda value: value[:20].encode("unicode_escape").decode(),
)
def test_a_malformed_value_is_named_in_one_line(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    line = complaint()
    assert line.startswith(f"{name}: ")
    assert line.count(name) == 1
    assert "missing" not in line
    assert "datetime" not in line
    assert "should" not in line, "pydantic's own words"


def test_everything_wrong_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("IMINI_API_KEY")
    monkeypatch.setenv("QUOTA_CREDITS", "none")
    monkeypatch.setenv("TASK_TIMEOUT", "soon")
    line = complaint()
    for name in ("IMINI_API_KEY", "QUOTA_CREDITS", "TASK_TIMEOUT"):
        assert name in line
    assert "DISCORD_TOKEN" not in line


def test_jobs_are_kept_for_as_long_as_the_quota_counts_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTA_WINDOW", "3d")
    monkeypatch.setenv("RETENTION_DAYS", "3")
    Settings.load()
    monkeypatch.setenv("RETENTION_DAYS", "2")
    line = complaint()
    assert "RETENTION_DAYS" in line
    assert "QUOTA_WINDOW" in line


def test_a_secret_is_never_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings.load()
    assert TOKEN not in f"{settings!r} {settings} {settings.model_dump_json()}"
    monkeypatch.setenv("IMINI_API_KEY", "sk-very secret")
    assert "very" not in complaint()


def test_a_secret_with_a_letter_that_no_secret_has_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMINI_API_KEY", "sk-caf\u00e9")
    assert complaint() == "IMINI_API_KEY: must be one word of ASCII characters, without spaces or line breaks"


def test_a_secret_may_be_pasted_with_spaces_around_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMINI_API_KEY", f" {KEY}\n")
    assert Settings.load().imini_api_key.get_secret_value() == KEY


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("90", timedelta(seconds=90)),
        ("90s", timedelta(seconds=90)),
        ("1.5m", timedelta(seconds=90)),
        ("24h", timedelta(days=1)),
        (" 7 D ", timedelta(days=7)),
    ],
)
def test_a_duration_is_a_number_and_a_unit(text: str, duration: timedelta) -> None:
    assert DURATION.validate_python(text) == duration


def test_a_duration_may_come_as_one() -> None:
    assert DURATION.validate_python(timedelta(hours=2)) == timedelta(hours=2)


@given(number=st.integers(1, 3650), unit=st.sampled_from("smhd"))
def test_any_sensible_duration_is_understood(number: int, unit: str) -> None:
    seconds = number * {"s": 1, "m": 60, "h": 3600, "d": 86_400}[unit]
    assert DURATION.validate_python(f"{number}{unit}") == timedelta(seconds=seconds)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/imini/router", "https://h/x"])
def test_an_endpoint_loses_its_last_slash(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("IMINI_BASE_URL", f"{url}/")
    assert Settings.load().imini_base_url == url


@pytest.mark.parametrize("nothing", ["", "none", "None", " none "])
def test_every_optional_setting_can_be_none_as_the_documents_write_it(
    monkeypatch: pytest.MonkeyPatch, nothing: str
) -> None:
    for name, field in Settings.model_fields.items():
        if field.default is None:
            monkeypatch.setenv(name.upper(), nothing)
    monkeypatch.setenv("SERVER_BUDGET", "none")
    settings = Settings.load()
    assert settings == Settings.load(env_file=None)
    assert (settings.server_budget, settings.credit_price, settings.allowed_guilds) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "servers"),
    [
        ("123456789012345678", frozenset({123456789012345678})),
        ("123456789012345678, 234567890123456789,", frozenset({123456789012345678, 234567890123456789})),
    ],
)
def test_one_server_or_several_can_be_allowed(
    monkeypatch: pytest.MonkeyPatch, text: str, servers: frozenset[int]
) -> None:
    monkeypatch.setenv("ALLOWED_GUILDS", text)
    assert Settings.load().allowed_guilds == servers


def test_settings_can_not_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings.load().quota_credits = 1_000_000  # type: ignore[misc]  # what is tested


@pytest.mark.parametrize(
    ("written", "meant"), [("~", "."), ("~/bot", "bot"), ("~/a b/../bot/", "a b/../bot"), ("data/~/x", None)]
)
def test_a_folder_may_begin_with_the_home_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch, written: str, meant: str | None
) -> None:
    monkeypatch.setenv("HOME", str(folder / "home"))
    (folder / ".env").write_text(f"DATA_DIR={written}\n", "utf-8")
    assert Settings.load().data_dir == (Path(written) if meant is None else folder / "home" / meant)


@pytest.mark.parametrize(("processes", "here"), [("1", 8), ("2", 4), ("3", 3), ("20", 1)])
def test_processes_share_the_submits_of_one_account(monkeypatch: pytest.MonkeyPatch, processes: str, here: int) -> None:
    monkeypatch.setenv("PROCESSES", processes)
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:p@h/d")
    assert Settings.load().submits_here == here


def test_several_processes_need_a_database_that_they_can_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROCESSES", "2")
    assert "PROCESSES above 1 needs DATABASE_URL" in complaint()
