"""Plain-text tables."""

from collections.abc import Iterable


def table(rows: Iterable[tuple[object, ...]]) -> str:
    """Rows as aligned lines: the first column to the left, the others to the right."""
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "".join(f"  {_line(row, widths)}\n" for row in cells)


def _line(row: list[str], widths: list[int]) -> str:
    first, *others = zip(row, widths, strict=True)
    return "  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)])
