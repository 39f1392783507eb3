"""The project's documents, as far as a test can read them."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.meta import sources

README = sources.ROOT / "README.md"
PAGES = sources.ROOT / "docs"

_LINK = re.compile(r"(?:\]\(|src=\")([^)\s\"]+)")
_SPAN = re.compile(r"`([^`\n]+)`")


def documents() -> list[Path]:
    """Every Markdown file of the project."""
    return [*sorted(sources.ROOT.glob("*.md")), *sorted(PAGES.rglob("*.md"))]


def links(path: Path) -> Iterator[str]:
    """Where a document's links and pictures lead, without the anchor; links within the document are left out."""
    targets = (target.partition("#")[0] for target in _LINK.findall(path.read_text("utf-8")))
    return (target for target in targets if target)


def anchors(path: Path) -> Iterator[tuple[str, str]]:
    """The links of a document to headings of the project: the file, empty for the document itself, and the anchor."""
    targets = (target for target in _LINK.findall(path.read_text("utf-8")) if "://" not in target)
    return ((file, anchor) for file, sign, anchor in (target.partition("#") for target in targets) if sign)


def headings(path: Path) -> set[str]:
    """The anchors of a document's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def spans(path: Path) -> Iterator[str]:
    """What a document sets in code spans."""
    return iter(_SPAN.findall(path.read_text("utf-8")))


def section(page: str, heading: str) -> str:
    """What stands in ``page`` below a heading of the second level, up to the next one."""
    return page.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def names(cell: str) -> list[str]:
    """What a cell lists, each in backticks of its own; `table` has removed the outermost."""
    return cell.split("` `")


def table(path: Path, first: str) -> list[list[str]]:
    """The cells of the table whose first heading is ``first``, row by row, without the backticks around a cell."""
    lines = iter(path.read_text("utf-8").splitlines())
    found: list[list[str]] = []
    for line in lines:
        if line.startswith(f"| {first} |"):
            next(lines)
            for row in lines:
                if not row.startswith("|"):
                    break
                found.append([cell.strip().strip("`") for cell in row.strip("| ").split(" | ")])
    return found
