"""Logging to standard error as text or JSON: one line per record, with secrets redacted."""

import json
import logging
import re
from collections.abc import Callable, Iterable
from typing import Literal

HIDDEN = "[hidden]"


def _without_query(url: re.Match[str]) -> str:
    return f"{url[1]}?{HIDDEN}" if url[2] else url[1]


# Secrets that libraries log at DEBUG: keys in headers, Discord's interaction tokens (in webhook URLs and gateway
# payloads), the signatures of file URLs, and the bytes of inlined images.
_SECRETS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"((?:Bearer|Bot)\s+)[\w.~+/=-]{20,}"), rf"\1{HIDDEN}"),
    (re.compile(r"(/(?:webhooks|interactions)/\d+/)[\w.~%=-]+"), rf"\1{HIDDEN}"),
    (
        re.compile(r"""(\b(?:token|session_id|resume_gateway_url)\\*["']?\s*[:=]\s*\\*["'])[^"'\\]+"""),
        rf"\1{HIDDEN}",
    ),
    # Also matches URLs without a query: otherwise each "http" inside a long one restarts the scan, in quadratic time.
    (re.compile(r"(https?://[^\s\"'<>?]*)(\?[^\s\"'<>)\]}]+)?"), _without_query),
    (re.compile(r"(data:image/[\w.+-]+;base64,)[\w+/=]+"), rf"\1{HIDDEN}"),
)

# Characters that end a line somewhere (terminals, pagers, str.splitlines), move the cursor, or change text direction.
# Unescaped, a logged error message could forge a record.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class Redactor:
    """Replaces known secrets, and whatever looks like one, by ``HIDDEN``."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._known: list[str] = []
        self.hide(secrets)

    def hide(self, secrets: Iterable[str]) -> None:
        """Replace these from now on, too."""
        self._known += [secret for secret in secrets if secret and secret not in self._known]

    def __call__(self, text: str) -> str:
        for secret in self._known:
            text = text.replace(secret, HIDDEN)
        for pattern, replacement in _SECRETS:
            text = pattern.sub(replacement, text)
        return text


class TextFormatter(logging.Formatter):
    """One redacted line per record. A traceback follows indented, so that no line of it looks like a record."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__("{asctime} {levelname:<7} {name}: {message}", style="{")
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        line, _, traceback = super().format(record).partition("\n")
        return "\n  ".join((line, *map(_escaped, self._redact(traceback).split("\n")))) if traceback else line

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        return _escaped(self._redact(super().formatMessage(record)))


class JsonFormatter(logging.Formatter):
    """One redacted JSON object per record."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__()
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        fields = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": self._redact(record.getMessage()),
        }
        if record.exc_info:
            fields["exception"] = self._redact(self.formatException(record.exc_info))
        # JSON itself escapes only some of them: U+2028, for example, stays as it is.
        return _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(fields, ensure_ascii=False))


def _escaped(text: str) -> str:
    """``text`` with its control characters escaped, such as ``\\n``."""
    return _CONTROLS.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def configure(level: str, style: Literal["text", "json"], secrets: Iterable[str]) -> Redactor:
    """Send all logging to standard error, with every value of ``secrets`` redacted. Returns what redacts it."""
    redact = Redactor(secrets)
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter(redact) if style == "json" else TextFormatter(redact))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # The driver of PostgreSQL warns at each attempt to connect; the storage tells of an outage once.
    logging.getLogger("psycopg").setLevel(logging.ERROR)
    return redact
