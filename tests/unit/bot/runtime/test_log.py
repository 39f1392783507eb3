"""No secret reaches a log line, whichever library logs it."""

import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr
from functools import partial

import pytest

from bot.runtime import log
from bot.runtime.log import HIDDEN, JsonFormatter, Redactor, TextFormatter
from tests.support.rootlog import root_logger_kept

# In parts, so that nobody who looks for leaked tokens finds this one.
BOT_TOKEN = ".".join(("MTIzNDU2Nzg5MDEyMzQ1Njc4", "GaBcDe", "f-gh_ijklmnopqrstuvwxyz0123456789AB"))  # noqa: FLY002 - see above
IMINI_KEY = "sk-imini/0123+456=="
INTERACTION_TOKEN = "aW50ZXJhY3Rpb246MTIz_-NDU2Nzg5MDpTZWNyZXQ"
SIGNATURE = "ex=66112233&is=660fe233&hm=0011223344556677"
PIXELS = "iVBORw0KGgoAAAANSUhEUg/+AAA=="
SECRETS = (BOT_TOKEN, IMINI_KEY, INTERACTION_TOKEN, SIGNATURE, PIXELS)

# Lines as the libraries write them at DEBUG.
LINES = (
    f"using static token {BOT_TOKEN}",
    f"Authorization: Bot {BOT_TOKEN}",
    f"{{'Authorization': 'Bearer {IMINI_KEY}', 'Accept': '*/*'}}",
    f"{{'authorization': 'bearer {IMINI_KEY}', 'x': b'Bearer {IMINI_KEY}'}}",
    f"POST https://discord.com/api/v10/interactions/1234567890/{INTERACTION_TOKEN}/callback with None has returned 204",
    f"PATCH https://discord.com/api/v10/webhooks/12345/{INTERACTION_TOKEN}/messages/@original",
    f"PATCH https://discord.com/api/v10/webhooks/12345/{INTERACTION_TOKEN}/messages/@original?with_components=true",
    f"WebSocket Event: {{'t': 'INTERACTION_CREATE', 'd': {{'token': '{INTERACTION_TOKEN}', 'id': '1'}}}}",
    f'{{"t": "INTERACTION_CREATE", "d": {{"token": "{INTERACTION_TOKEN}", "id": "1"}}}}',
    f'{{"t":"INTERACTION_CREATE","d":{{"token":"{INTERACTION_TOKEN}","id":"1"}}}}',
    f"Card(application_id=1, token='{INTERACTION_TOKEN}', token_expires=1.0)",
    f'executing INSERT (\'{{"card":{{"application_id":1,"token":"{INTERACTION_TOKEN}"}}}}\',)',
    f'sent b\'{{\\"token\\": \\"{INTERACTION_TOKEN}\\"}}\'',
    f"fetching https://cdn.discordapp.com/attachments/1/2/fox.png?{SIGNATURE}",
    f"<ClientResponse(https://cdn.discordapp.com/attachments/1/2/fox.png?{SIGNATURE}) [200 OK]>",
    f"URL('https://media.discordapp.net/attachments/1/2/fox.png?{SIGNATURE}')",
    f'{{"url": "https://file.iminicdn.com/a.png?{SIGNATURE}", "width": 1}}',
    f"{{'images': [{{'url': 'data:image/png;base64,{PIXELS}', 'reference_type': 'asset'}}]}}",
)

Write = Callable[[Callable[[], None]], str]


@pytest.fixture(params=["text", "json"])
def written(request: pytest.FixtureRequest) -> Write:
    """A function that runs something and returns what it logged, in each format."""
    redact = Redactor([BOT_TOKEN, IMINI_KEY, ""])
    formatter = TextFormatter(redact) if request.param == "text" else JsonFormatter(redact)

    def write(work: Callable[[], None]) -> str:
        stream = io.StringIO()
        handler = logging.StreamHandler(stream)
        handler.setFormatter(formatter)
        logger = logging.getLogger("tests.log")
        logger.setLevel(logging.DEBUG)
        logger.addHandler(handler)
        try:
            work()
        finally:
            logger.removeHandler(handler)
        return stream.getvalue()

    return write


_log = logging.getLogger("tests.log")


@pytest.mark.parametrize("line", LINES)
def test_no_secret_gets_into_a_message(written: Write, line: str) -> None:
    out = written(lambda: _log.debug(line))
    assert not [secret for secret in SECRETS if secret in out]
    assert HIDDEN in out


@pytest.mark.parametrize("line", LINES)
def test_no_secret_gets_in_as_an_argument(written: Write, line: str) -> None:
    out = written(lambda: _log.debug("%s %r", line, [line]))
    assert not [secret for secret in SECRETS if secret in out]


@pytest.mark.parametrize("line", LINES)
def test_no_secret_gets_into_a_traceback(written: Write, line: str) -> None:
    def fail() -> None:
        try:
            try:
                raise ValueError(line)
            except ValueError as error:
                raise RuntimeError(line) from error
        except RuntimeError:
            _log.exception("it failed")

    out = written(fail)
    assert "Traceback" in out
    assert "ValueError" in out
    assert not [secret for secret in SECRETS if secret in out]


@pytest.mark.parametrize(
    "line",
    [
        "job 0a1b2c3d4e (task task_2041350318103396352) failed, busy: RateLimited (request_id req_abc123)",
        "the bot is ready; Bot online",
        "Discord is unreachable (TimeoutError); next attempt in 2 s",
        "GET https://discord.com/api/v10/gateway/bot has returned 200",
        "https://file.iminicdn.com/file/2026/04/06/2041350421116751872.png",
        "For Shard ID None: WebSocket Event: {'t': 'READY', 'op': 0}",
    ],
)
def test_what_a_host_needs_stays_readable(line: str) -> None:
    assert Redactor([BOT_TOKEN])(line) == line


def test_an_empty_secret_hides_nothing() -> None:
    assert Redactor(["", ""])("as it is") == "as it is"


def test_a_record_is_one_line_of_text(written: Write) -> None:
    out = written(lambda: _log.info("job %s is ready", "0a1b"))
    assert out.count("\n") == 1
    assert "job 0a1b is ready" in out


def test_a_text_line_says_when_how_bad_and_where() -> None:
    record = logging.LogRecord("bot.part", logging.WARNING, __file__, 1, "job %s", ("x",), None)
    line = TextFormatter(Redactor([])).format(record)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} WARNING bot\.part: job x", line)


def test_a_json_line_holds_the_same_as_fields() -> None:
    record = logging.LogRecord("bot.part", logging.WARNING, __file__, 1, "狐 %s\nnext", ('"x"',), None)
    line = JsonFormatter(Redactor([])).format(record)
    fields = json.loads(line)
    assert "\n" not in line
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4}", fields.pop("time"))
    assert fields == {"level": "WARNING", "logger": "bot.part", "message": '狐 "x"\nnext'}


def test_a_traceback_is_a_field_of_its_own() -> None:
    try:
        raise ValueError("no good")
    except ValueError as error:
        info = (type(error), error, error.__traceback__)
    record = logging.LogRecord("bot", logging.ERROR, __file__, 1, "failed", (), info)
    fields = json.loads(JsonFormatter(Redactor([])).format(record))
    assert fields["message"] == "failed"
    assert fields["exception"].endswith("ValueError: no good")


FORGED = "2026-01-01 00:00:00,000 CRITICAL bot: the disk is full"

# Whatever somebody's reader takes for the end of a line, and what a terminal obeys.
BREAKS = ["\n", "\r\n", "\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
CONTROLS = [*BREAKS, "\x00", "\x08", "\t", "\x1b[2K\x1b[1A", "\x7f", "\x9b2K", "\u202e", "\u2066"]


@pytest.mark.parametrize("control", CONTROLS, ids=ascii)
@pytest.mark.parametrize("way", ["message", "argument"])
def test_what_is_logged_stays_on_its_line(written: Write, control: str, way: str) -> None:
    text = f"job {control}{FORGED}"
    out = written(lambda: _log.info(text) if way == "message" else _log.info("imini says: %s", text))
    assert len(out.splitlines()) == 1
    assert not [letter for letter in out.removesuffix("\n") if not letter.isprintable()]
    assert FORGED in out


def test_a_line_break_is_written_out_as_programmers_know_it() -> None:
    record = logging.LogRecord("bot", logging.INFO, __file__, 1, "a\r\nb\x1b[0m\u2028狐", (), None)
    assert TextFormatter(Redactor([])).format(record).endswith(r"a\r\nb\x1b[0m\u2028狐")


def test_a_traceback_keeps_its_lines_and_none_begins_as_a_record_does(written: Write) -> None:
    def fail() -> None:
        try:
            raise ValueError(f"no\n{FORGED}\r{FORGED}")
        except ValueError:
            _log.exception("it failed", stack_info=True)

    out = written(fail)
    if out.startswith("{"):
        assert len(out.splitlines()) == 1
        return
    first, *below = out.splitlines()
    assert first.endswith("it failed")
    assert any(line.lstrip().startswith("raise ValueError") for line in below)
    assert "  ValueError: no" in below
    assert [line for line in below if not line.startswith("  ")] == []


def test_json_with_controls_is_still_json_and_loses_nothing() -> None:
    text = "".join(CONTROLS)
    record = logging.LogRecord("bot", logging.INFO, __file__, 1, "%s", (text,), None)
    assert json.loads(JsonFormatter(Redactor([])).format(record))["message"] == text


def test_what_follows_a_secret_on_the_next_line_is_not_hidden_with_it(written: Write) -> None:
    out = written(lambda: _log.info("https://cdn.example/a.png?%s\nthen more", SIGNATURE))
    assert "then more" in out
    assert SIGNATURE not in out


@contextmanager
def _standard_error() -> Iterator[io.StringIO]:
    """Standard error, instead of the one that capsys replaces."""
    with root_logger_kept(), redirect_stderr(io.StringIO()) as stream:
        yield stream


@pytest.mark.parametrize("style", ["text", "json"])
def test_all_logging_goes_to_standard_error(style: str, capsys: pytest.CaptureFixture[str]) -> None:
    with _standard_error() as stream:
        log.configure("INFO", "json" if style == "json" else "text", ["s3cret"])
        logging.getLogger("anybody").info("the key is %s", "s3cret")
        logging.getLogger("anybody").debug("not asked for")
    told = stream.getvalue()
    assert capsys.readouterr().out == ""
    assert "the key is [hidden]" in told
    assert "not asked for" not in told
    assert told.startswith("{") == (style == "json")


def test_what_a_library_logs_of_its_calls_is_redacted_too() -> None:
    call = partial(print, "INSERT INTO jobs VALUES (?)", (f'{{"token":"{INTERACTION_TOKEN}"}}',))
    with _standard_error() as stream:
        log.configure("DEBUG", "text", [])
        logging.getLogger("anybody").debug("executing %s", call)
    assert "INSERT INTO jobs" in stream.getvalue()
    assert INTERACTION_TOKEN not in stream.getvalue()
