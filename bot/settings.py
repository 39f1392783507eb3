"""Everything a host can set, from the environment or a ``.env`` file."""

import re
from datetime import timedelta
from decimal import Decimal
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import unquote, urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from yarl import URL

from bot.credits.money import CreditPrice
from bot.requests.models import DEFAULT
from bot.runtime import secret_files
from bot.servers.rules import Budget, Period, known_time_zone
from bot.timing.polls import PRICE

ENV_FILE = Path(".env")
"""Relative to the working directory of the bot's process."""

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_MISSING = "is missing"
_WHERE = {
    "DISCORD_TOKEN": "Discord Developer Portal > your application > Bot > Reset Token",
    "IMINI_API_KEY": "imini.ai > API keys",
}


class SettingsError(Exception):
    """A setting is missing or malformed. The message is one line, and names every such setting."""


def _duration(value: object) -> object:
    """Parse ``90`` (seconds), ``90s``, ``15m``, ``24h`` or ``7d``."""
    if isinstance(value, timedelta):
        return value
    match = re.fullmatch(r"(\d{1,7}(?:\.\d{1,9})?)\s*([smhd]?)", str(value).strip().lower())
    if not match or not float(match[1]):
        raise ValueError("use a number above 0 followed by s, m, h or d, such as 15m")
    return timedelta(**{_UNITS[match[2] or "s"]: float(match[1])})


def _prices(value: object) -> object:
    """Parse ``1,2,4``: the credits for low, medium and high quality."""
    if not isinstance(value, str):
        return value
    parts = [part.strip() for part in value.split(",")]
    if len(parts) != 3 or not all(re.fullmatch(r"\d{1,9}", part) for part in parts):
        raise ValueError("use three whole numbers for low, medium and high, such as 1,2,4")
    return parts


def _budget(value: object) -> object:
    """Parse ``500/day``, ``3000/week``, ``20000/month``, or ``none``."""
    if not isinstance(value, str):
        return value
    text = value.strip().lower()
    if text == "none":
        return None
    match = re.fullmatch(r"(\d{1,12})\s*/\s*(day|week|month)", text)
    if not match:
        raise ValueError("use credits per day, week or month, such as 500/day, or none")
    return Budget(credits=int(match[1]), period=Period(match[2]))


def _endpoint(value: str) -> str:
    url = URL(value)
    if url.scheme not in {"http", "https"} or not url.host or not url.port:
        raise ValueError("must start with https:// (or http:// for your own machine)")
    if url.query_string or url.fragment or re.search(r"\s", value):
        raise ValueError("must not have spaces, a query or a fragment")
    return value.rstrip("/")


def _address(value: str) -> str:
    try:
        return str(ip_address(value))
    except ValueError:
        raise ValueError("must be an IP address, such as 127.0.0.1, or 0.0.0.0 in a container") from None


def _model_name(value: str) -> str:
    if not re.fullmatch(r"[\w.:/-]+", value):
        raise ValueError("must be a model's ID, such as openai/gpt-image-2")
    return value


def _one_word(value: SecretStr) -> SecretStr:
    """Strip the whitespace around a pasted secret. Any inside would corrupt the HTTP header that carries it."""
    word = value.get_secret_value().strip()
    if not re.fullmatch(r"[!-~]+", word):
        raise ValueError("must be one word, without spaces or line breaks" if word else _MISSING)
    return SecretStr(word)


def _database_url(value: SecretStr) -> SecretStr:
    """Check the form of the URL; no message repeats it, since it holds a password."""
    url = value.get_secret_value().strip()
    if not re.match(r"postgres(?:ql)?://", url):
        raise ValueError("must start with postgresql://, such as postgresql://user:password@host:5432/imagine")
    try:
        parts = urlsplit(url)
        complete = bool(parts.hostname or "host=" in parts.query) and len(parts.path) > 1 and parts.port != 0
        # What is left of a password in which a special character was not written so.
        complete = complete and parts.netloc.count("@") < 2 and "@" not in parts.path
    except ValueError:
        complete = False
    if not complete or re.search(r"\s|%(?![0-9A-Fa-f]{2})", url):
        raise ValueError(
            "must be postgresql://user:password@host:5432/database, with special characters of the password "
            "written as %40 for @, %2F for / and so on"
        )
    return SecretStr(url)


def _usable(value: object) -> object:
    """Raise what ``secret_files`` found wrong with a file."""
    if isinstance(value, ValueError):
        raise value
    return value


def _folder(value: Path) -> Path:
    """Expand ``~``. A shell expands it in the environment, but nothing does in ``.env``."""
    try:
        return value.expanduser()
    except RuntimeError:
        raise ValueError(f"there is no home folder {value.parts[0]}; use an absolute path") from None


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Credits = Annotated[int, Field(ge=0)]
# NoDecode: otherwise, pydantic-settings parses the value of a tuple as JSON.
Prices = Annotated[tuple[Credits, Credits, Credits], NoDecode, BeforeValidator(_prices)]
# NoDecode: likewise, a model's.
Spendable = Annotated[Budget | None, NoDecode, BeforeValidator(_budget)]
TimeZone = Annotated[str, AfterValidator(known_time_zone)]
Endpoint = Annotated[str, AfterValidator(_endpoint)]
Address = Annotated[str, AfterValidator(_address)]
Folder = Annotated[Path, AfterValidator(_folder)]
ModelName = Annotated[str, AfterValidator(_model_name)]
Secret = Annotated[SecretStr, AfterValidator(_one_word)]
SecretFile = Annotated[Path, BeforeValidator(_usable)]
DatabaseUrl = Annotated[SecretStr, AfterValidator(_database_url)]


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
    processes: Annotated[int, Field(ge=1)] = 1

    quota_credits: Annotated[int, Field(ge=1)] = 450
    quota_window: Duration = timedelta(hours=24)
    quota_max_running: Annotated[int, Field(ge=1)] = 3
    confirm_credits: Annotated[int, Field(ge=0)] | None = None
    buttons_for: Literal["anyone", "requester"] = "anyone"
    quota_cost_1k: Prices = (1, 9, 35)
    quota_cost_2k: Prices = (2, 18, 70)
    quota_cost_4k: Prices = (4, 36, 140)

    budget: Spendable = None
    server_budget: Spendable = Budget(credits=4500, period=Period.DAY)
    time_zone: TimeZone = "UTC"
    credit_price: Annotated[Decimal, Field(gt=0, le=1000)] | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "USD"

    poll_cost: Annotated[float, Field(gt=0, le=60)] = PRICE
    task_timeout: Duration = timedelta(minutes=15)
    imini_timeout: Duration = timedelta(seconds=60)
    account_pause: Duration = timedelta(seconds=15)
    notify_after: Duration = timedelta(seconds=60)

    max_open_jobs: Annotated[int, Field(ge=1)] = 200
    max_declined: Annotated[int, Field(ge=1)] = 20
    max_submits: Annotated[int, Field(ge=1)] = 8
    max_downloads: Annotated[int, Field(ge=1)] = 2
    attachment_max_mb: Annotated[int, Field(ge=1)] = 20
    attachment_max_megapixels: Annotated[int, Field(ge=1)] = 50
    reference_transport: Literal["url", "inline"] = "url"
    retention_days: Annotated[int, Field(ge=1, le=36_500)] = 30

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
            raise SettingsError(_explain(error)) from None
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"{env_file} can't be read ({error}): save it as UTF-8 text") from None

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
        return secrets

    @model_validator(mode="before")
    @classmethod
    def _secrets_in_files(cls, values: dict[str, object]) -> dict[str, object]:
        return secret_files.filled_in(values, ("discord_token", "imini_api_key", "database_url"))

    @model_validator(mode="after")
    def _processes_share_a_database(self) -> Self:
        if self.processes > 1 and self.database_url is None:
            raise ValueError("PROCESSES above 1 needs DATABASE_URL: a database in DATA_DIR is one process's")
        return self

    @model_validator(mode="after")
    def _jobs_outlive_the_window(self) -> Self:
        if timedelta(days=self.retention_days) < self.quota_window:
            raise ValueError(
                "RETENTION_DAYS must not be shorter than QUOTA_WINDOW: quotas are counted from stored jobs"
            )
        return self


def _explain(error: ValidationError) -> str:
    missing, malformed = [], []
    problems = error.errors(include_url=False, include_input=False)
    unread = {str(problem["loc"][0]).upper() for problem in problems if problem["loc"]}
    for problem in problems:
        name = str(problem["loc"][0]).upper() if problem["loc"] else "settings"
        message = problem["msg"].removeprefix("Value error, ")
        if problem["type"] == "missing" and name + secret_files.SUFFIX.upper() in unread:
            continue  # what is wrong with its file is said already
        if problem["type"] == "missing" or message == _MISSING:
            missing.append(f"{name} ({_WHERE.get(name, 'see .env.example')})")
        else:
            malformed.append(f"{name}: {message}")
    parts = [f"missing setting {', '.join(missing)}; put it into .env or the environment"] if missing else []
    return "; ".join(parts + malformed)
