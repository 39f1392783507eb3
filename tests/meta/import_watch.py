"""Imports every module of the project and prints what any of them does beyond defining things.

Run in a process of its own. What the libraries do at their import is theirs, so they are imported first.
"""

import ast
import importlib
import sys
import sysconfig
import threading
from contextlib import suppress
from typing import Any

from tests.meta import sources

CODE = (".py", ".pyc", ".so")
LIBRARIES = sysconfig.get_path("purelib")
REFUSED = (
    "socket.",
    "subprocess.",
    "sqlite3.",
    "os.system",
    "os.mkdir",
    "os.remove",
    "os.rename",
    "os.putenv",
    "shutil.",
)


class Watch:
    """An audit hook (https://docs.python.org/3/library/audit_events.html) that notes what an import must not do."""

    def __init__(self) -> None:
        self.module = ""
        self.seen: list[str] = []

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note an event that happens while a module of the project is imported."""
        if self.module and (event.startswith(REFUSED) or (event == "open" and not _is_library(str(arguments[0])))):
            self.seen.append(f"{self.module}: {event} {arguments[0]}")


def _is_library(path: str) -> bool:
    return path.endswith(CODE) or path.startswith(LIBRARIES)


def libraries() -> set[str]:
    """The modules that the project imports and that are not its own."""
    found = {alias.name for _, node in sources.nodes(ast.Import, *sources.PRODUCT) for alias in node.names}
    for _, node in sources.nodes(ast.ImportFrom, *sources.PRODUCT):
        found |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {name for name in found if name.partition(".")[0] not in sources.PRODUCT}


def main() -> None:
    """Import everything and report."""
    for library in sorted(libraries()):
        with suppress(ModuleNotFoundError):  # the name of something inside a module
            importlib.import_module(library)
    modules = [sources.module(path) for path in sources.files(*sources.PRODUCT)]
    threads = threading.active_count()
    watch = Watch()
    sys.addaudithook(watch)
    for watch.module in modules:
        importlib.import_module(watch.module)
    watch.module = ""
    if threading.active_count() != threads:
        watch.seen.append("a thread was started")
    sys.stdout.write("\n".join([*watch.seen, f"{len(modules)} modules imported"]))


if __name__ == "__main__":
    main()
