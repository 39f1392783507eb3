"""A PostgreSQL server of the tests' own: no TCP, no password, nothing kept. As root it is given to nobody."""

import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

MISSING = (
    "PostgreSQL is missing, and the tests need its server: on Debian or Ubuntu 'apt install postgresql', "
    "on macOS 'brew install postgresql@17' and its bin folder in PATH"
)

OPTIONS = {
    "listen_addresses": "",
    "shared_buffers": "16MB",
    "max_connections": "100",
    "log_min_messages": "fatal",
}
"""For a start that is quick and small."""

LOGGED = quote(" -clog_statement=all -clog_min_messages=log", safe="")
"""After a ``DATABASE_URL``: the server logs the statements of its connections."""

_STATEMENT = re.compile(r" LOG:  (?:statement|execute [^:]*):\s+(.*)")

# What is lost if the machine fails is a test's.
CARELESS = {"fsync": "off", "full_page_writes": "off"}


class PostgresServer:
    """A cluster in ``folder`` and its server, which listens at a Unix socket there.

    ``durable`` makes it wait for the disk, as a host's does.
    """

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        self.folder = folder
        self._options = OPTIONS if durable else OPTIONS | CARELESS
        self._data = folder / "data"
        self._schemas = count(1)

    def init(self) -> None:
        """Make the cluster."""
        _run("initdb", "-D", self._data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")

    def start(self) -> None:
        """Start the server and wait until it lets clients in."""
        options = {**self._options, "unix_socket_directories": str(self.folder)}
        given = " ".join(f"-c {name}='{value}'" for name, value in options.items())
        self._control("start", "-w", "-l", self.folder / "log", "-o", given)

    def stop(self) -> None:
        """End the server as a power cut would, but for what is on disk."""
        self._control("stop", "-m", "immediate")

    def restart(self) -> None:
        """Cut every connection, and recover from the write-ahead log."""
        self.stop()
        self.start()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Let no process of the server run during the block: connections stay open, and nothing answers."""
        postmaster = self.pid
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text("ascii").split()
        processes = [postmaster, *map(int, children)]
        _signal(processes, signal.SIGSTOP)
        try:
            yield
        finally:
            _signal(processes, signal.SIGCONT)

    @property
    def pid(self) -> int:
        """The PID of the server's first process, while it runs."""
        return int((self._data / "postmaster.pid").read_text("ascii").splitlines()[0])

    def new_schema(self) -> str:
        """The ``DATABASE_URL`` of an empty schema, as good as an empty database and ten times as quick to make."""
        return self.url(self.new_schema_name())

    def new_schema_name(self) -> str:
        """The name of an empty schema."""
        name = f"t{next(self._schemas)}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {name}".encode())
        return name

    def url(self, schema: str = "public", folder: Path | None = None) -> str:
        """``postgresql://…`` of ``schema``, at a socket in ``folder`` (None: the server's)."""
        options = quote(f"-csearch_path={schema}", safe="")
        return f"postgresql://postgres@/postgres?host={quote(str(folder or self.folder), safe='')}&options={options}"

    def statements(self) -> list[str]:
        """The beginning of each statement that has come so far over connections of ``LOGGED``."""
        return _STATEMENT.findall((self.folder / "log").read_text("utf-8", "replace"))

    def _control(self, *arguments: str | Path) -> None:
        _run("pg_ctl", "-D", self._data, *arguments)


@contextmanager
def running_server(*, durable: bool = False) -> Iterator[PostgresServer]:
    """A server that ends with the block: in memory where the system has a folder there, or ``durable`` on the disk."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    in_memory = not durable and os.access(memory, os.W_OK)
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir=memory if in_memory else None))
    try:
        if "user" in _owner():
            os.chown(folder, _owner()["user"], _owner()["group"])
        server = PostgresServer(folder, durable=durable)
        server.init()
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


def _signal(processes: list[int], number: signal.Signals) -> None:
    for process in processes:
        with suppress(ProcessLookupError):  # one that was about to end
            os.kill(process, number)


@cache
def programs() -> Path:
    """The folder of the newest server's programs. Raises FileNotFoundError where there is none."""
    if found := shutil.which("pg_ctl"):
        return Path(found).parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[-3]))
    if not installed:
        raise FileNotFoundError(MISSING)
    return installed[-1].parent


@cache
def _owner() -> dict[str, Any]:
    """How a program runs as nobody, if the tests run as root: PostgreSQL refuses that."""
    if os.getuid():
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _run(program: str, *arguments: str | Path) -> None:
    done = subprocess.run(  # noqa: S603 - our own arguments, no shell
        [programs() / program, *arguments],
        check=False,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        **_owner(),
    )
    if done.returncode:
        raise RuntimeError(f"{program} {arguments}: {done.stderr}")
