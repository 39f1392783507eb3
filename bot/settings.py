"""Everything a host can set, from the environment or a ``.env`` file."""

import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import unquote, urlsplit

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.credits.money import CreditPrice
from bot.host.alerts import AlertPolicy
from bot.host.reports import MOST_PROCESSES
from bot.requests.models import DEFAULT
from bot.runtime import secret_files
from bot.servers.rules import Budget, Period
from bot.setting_types import (
    MISSING,
    MOST_CREDITS,
    WEBHOOK,
    Address,
    Count,
    Currency,
    DatabaseUrl,
    Duration,
    Endpoint,
    Folder,
    GuildIds,
    Language,
    ModelName,
    Prices,
    Secret,
    SecretFile,
    Spendable,
    TimeZone,
    Webhook,
    mistyped,
)
from bot.timing.polls import PRICE

ENV_FILE = Path(".env")
"""Relative to the working directory of the bot's process."""

LATE = 300.0
"""Seconds after the end of a job's patience (``TASK_TIMEOUT``) from which on it is late in any case."""

_WHERE = {
    "DISCORD_TOKEN": "Discord Developer Portal > your application > Bot > Reset Token",
    "IMINI_API_KEY": "imini.ai > API keys",
}


class SettingsError(Exception):
    """A setting is missing or malformed. The message is one line, and names every such setting."""


class Settings(BaseSettings):
    """One field per environment variable of the same name; ``.env.example`` explains each."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True)

    discord_token: Secret
    discord_token_file: SecretFile | None = None
    imini_api_key: Secret
    imini_api_key_file: SecretFile | None = None

    discord_api_url: Endpoint = "https://discord.com/api/v10"
    imini_base_url: Endpoint = "https://openapi.imini.ai/imini/router"
    imini_model: ModelName = DEFAULT
    data_dir: Folder = Path("data")
    database_url: DatabaseUrl | None = None
    database_url_file: SecretFile | None = None
    processes: Annotated[int, Field(ge=1, le=MOST_PROCESSES)] = 1

    quota_credits: Annotated[int, Field(ge=1, le=MOST_CREDITS)] = 450
    quota_window: Duration = timedelta(hours=24)
    quota_max_running: Count = 3
    confirm_credits: Annotated[int, Field(ge=0, le=MOST_CREDITS)] | None = None
    buttons_for: Literal["anyone", "requester"] = "anyone"
    quota_cost_1k: Prices = (1, 9, 35)
    quota_cost_2k: Prices = (2, 18, 70)
    quota_cost_4k: Prices = (4, 36, 140)

    budget: Spendable = None
    server_budget: Spendable = Budget(credits=4500, period=Period.DAY)
    time_zone: TimeZone = "UTC"
    credit_price: Annotated[Decimal, Field(gt=0, le=1000)] | None = None
    currency: Currency = "USD"

    poll_cost: Annotated[float, Field(gt=0, le=60)] = PRICE
    task_timeout: Duration = timedelta(minutes=15)
    imini_timeout: Duration = timedelta(seconds=60)
    account_pause: Duration = timedelta(seconds=15)
    notify_after: Duration = timedelta(seconds=60)

    max_open_jobs: Count = 200
    max_declined: Count = 20
    max_submits: Count = 8
    max_downloads: Count = 2
    attachment_max_mb: Count = 20
    attachment_max_megapixels: Count = 50
    reference_transport: Literal["url", "inline"] = "url"
    retention_days: Annotated[int, Field(ge=1, le=36_500)] = 30

    allowed_guilds: GuildIds | None = None
    alerts: Literal["dm", "off"] = "dm"
    alert_webhook: Webhook | None = None
    alert_webhook_file: SecretFile | None = None
    alert_language: Language = "en-US"

    metrics_port: Annotated[int, Field(ge=1, le=65_535)] | None = None
    metrics_host: Address = "127.0.0.1"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"

    @classmethod
    def load(cls, env_file: Path | None = ENV_FILE) -> "Settings":
        """Read the environment, then ``env_file`` (None: no file) for what it does not set. Raises SettingsError."""
        try:
            return cls(_env_file=env_file)
        except ValidationError as error:
            # "from None": a traceback of the ValidationError would quote its input, which may be a secret.
            raise SettingsError("; ".join([_explain(error), *cls.mistyped(env_file)])) from None
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"{env_file} can't be read ({error}); save it as UTF-8 text") from None

    @classmethod
    def mistyped(cls, env_file: Path | None = ENV_FILE) -> list[str]:
        """A sentence for each name in ``env_file`` that looks like a setting with a typo."""
        return mistyped(env_file, cls.model_fields) if env_file else []

    @property
    def price_of_a_credit(self) -> CreditPrice | None:
        """What one credit costs the host, if that is known."""
        return CreditPrice(self.credit_price, self.currency) if self.credit_price else None

    @property
    def submits_here(self) -> int:
        """How many submits this process may send at once, of MAX_SUBMITS for all."""
        return -(-self.max_submits // self.processes)

    @property
    def secrets(self) -> list[str]:
        """What no log may show."""
        secrets = [secret.get_secret_value() for secret in (self.discord_token, self.imini_api_key)]
        if self.database_url:
            url = self.database_url.get_secret_value()
            password = urlsplit(url).password or ""
            secrets += [url, password, unquote(password)]
        if self.alert_webhook:
            url = self.alert_webhook.get_secret_value()
            secrets += [url, url.rpartition("/")[2]]
        return secrets

    @property
    def alert_policy(self) -> AlertPolicy:
        return AlertPolicy(self.alerts, self.alert_language, self.task_timeout.total_seconds() + LATE, self.data_dir)

    @property
    def webhook(self) -> tuple[int, str] | None:
        """``ALERT_WEBHOOK`` as its ID and token."""
        found = re.fullmatch(WEBHOOK, self.alert_webhook.get_secret_value()) if self.alert_webhook else None
        return (int(found["id"]), found["token"]) if found else None

    @model_validator(mode="before")
    @classmethod
    def _read(cls, values: dict[str, object]) -> dict[str, object]:
        """Leave out what is ``none``, as the documents write it, and read the secrets in files."""
        optional = {name for name, field in cls.model_fields.items() if field.default is None}
        given = {name: value for name, value in values.items() if name not in optional or not _is_none(value)}
        return secret_files.filled_in(given, ("discord_token", "imini_api_key", "database_url", "alert_webhook"))

    @model_validator(mode="after")
    def _processes_share_a_database(self) -> Self:
        if self.processes > 1 and self.database_url is None:
            raise ValueError("PROCESSES above 1 needs DATABASE_URL: a database in DATA_DIR serves only one process")
        return self

    @model_validator(mode="after")
    def _jobs_outlive_the_window(self) -> Self:
        if timedelta(days=self.retention_days) < self.quota_window:
            raise ValueError(
                "RETENTION_DAYS must not be shorter than QUOTA_WINDOW, because quotas are counted from stored jobs"
            )
        return self


def _is_none(value: object) -> bool:
    return isinstance(value, str) and value.strip().lower() in {"", "none"}


_RULES = {
    "int_parsing": "must be a whole number",
    "float_parsing": "must be a number",
    "decimal_parsing": "must be a number",
    "finite_number": "must be a number",
    "greater_than": "must be more than {gt:g}",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le:.12g} or less",
    "literal_error": "must be {expected}",
}
"""What a value must be, by pydantic's error type (https://docs.pydantic.dev/latest/errors/validation_errors/)."""


def _explain(error: ValidationError) -> str:
    missing, malformed = [], []
    problems = error.errors(include_url=False, include_input=False)
    unread = {str(problem["loc"][0]).upper() for problem in problems if problem["loc"]}
    for problem in problems:
        name = str(problem["loc"][0]).upper() if problem["loc"] else "settings"
        rule = _RULES.get(problem["type"], problem["msg"].removeprefix("Value error, "))
        message = rule.format_map(problem.get("ctx", {})) if problem["type"] in _RULES else rule
        if problem["type"] == "missing" and name + secret_files.SUFFIX.upper() in unread:
            continue  # what is wrong with its file is said already
        if problem["type"] == "missing" or message == MISSING:
            missing.append(f"{name} ({_WHERE.get(name, 'see .env.example')})")
        else:
            malformed.append(f"{name}: {message}")
    return "; ".join([*_missing(missing), *malformed])


def _missing(names: list[str]) -> list[str]:
    if len(names) == 1:
        return [f"missing setting {names[0]}; set it in .env or in the environment"]
    return [f"missing settings {', '.join(names)}; set them in .env or in the environment"] if names else []
