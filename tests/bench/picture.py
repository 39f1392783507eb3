"""Draws the figures as bars, in SVG: narrow enough for a phone, in the light or dark of its reader."""

from collections.abc import Iterator, Sequence
from html import escape
from statistics import median

from tests.bench.figures import Figure, Results, ratio

WIDTH, MARGIN = 400, 12
TOP, ROW, BAR = 62, 58, 11
ROOM = 88
"""Pixels beside the longest bar, for its value."""

LINE = 62
"""Characters of small print in a line."""

_STYLE = """
    :root { --page: #ffffff; --ink: #1f2328; --faint: #59636e; --first: #4752c4; --other: #aeb6c0; --range: #1f2328; }
    @media (prefers-color-scheme: dark) {
      :root { --page: #0d1117; --ink: #e6edf3; --faint: #9aa4af; --first: #7984f5; --other: #545d68; --range: #e6edf3; }
    }
    svg { font-family: system-ui, -apple-system, "Segoe UI", "Liberation Sans", sans-serif; }
    text { fill: var(--ink); font-size: 12px; }
    .title { font-size: 13px; font-weight: 600; }
    .name { font-weight: 600; }
    .ratio { text-anchor: end; fill: var(--faint); }
    .small { fill: var(--faint); font-size: 11px; }
    .page { fill: var(--page); }
    .first { fill: var(--first); }
    .other { fill: var(--other); }
    .range { stroke: var(--range); }
"""


def drawing(results: Results, machine: str) -> str:
    """The medians as bars, with their ranges: those of the first contestant over those of the last."""
    contestants = results.contestants[0], results.contestants[-1]
    ours, theirs = map(results.of, contestants)
    figures = [figure for figure in ours if figure.pictured and figure in theirs]
    print_ = list(_lines(f"Measured on {machine}."))
    foot = TOP + ROW * len(figures)
    height = foot + 16 * len(print_) + MARGIN
    rows = (_row(number, figure, (ours[figure], theirs[figure])) for number, figure in enumerate(figures))
    small = (
        f'<text class="small" x="{MARGIN}" y="{foot + 12 + 16 * number}">{escape(line)}</text>'
        for number, line in enumerate(print_)
    )
    return "\n".join([*_head(height, [contestant.name for contestant in contestants]), *rows, *small, "</svg>", ""])


def _head(height: int, names: Sequence[str]) -> Iterator[str]:
    title = "What the bot costs, compared with a minimal bot"
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" viewBox="0 0 {WIDTH} {height}" role="img"'
        f' aria-labelledby="title">'
    )
    yield f'<title id="title">{title}</title>\n<style>{_STYLE}</style>'
    yield f'<rect class="page" width="{WIDTH}" height="{height}"/>'
    yield f'<text class="title" x="{MARGIN}" y="24">{title}</text>'
    for kind, name, x in zip(("first", "other"), names, (MARGIN, MARGIN + 70), strict=True):
        yield f'<rect class="{kind}" x="{x}" y="36" width="10" height="10"/>'
        yield f'<text class="small" x="{x + 15}" y="45">{escape(name)}</text>'
    yield f'<text class="small" x="{MARGIN + 140}" y="45">line: range over all runs</text>'


def _row(number: int, figure: Figure, both: tuple[Sequence[float], Sequence[float]]) -> str:
    y = TOP + ROW * number
    longest = max(max(values) for values in both) or 1.0
    scale = (WIDTH - 2 * MARGIN - ROOM) / longest
    name, times = escape(figure.name), ratio(*both)
    parts = [f'<text class="name" x="{MARGIN}" y="{y + 13}">{name}</text>']
    if times != "-":
        parts.append(f'<text class="ratio" x="{WIDTH - MARGIN}" y="{y + 13}">{times} x</text>')
    for line, (kind, values) in enumerate(zip(("first", "other"), both, strict=True)):
        parts += _bar(figure, values, kind, y + 19 + line * (BAR + 4), scale)
    return "\n".join(parts)


def _bar(figure: Figure, values: Sequence[float], kind: str, y: int, scale: float) -> Iterator[str]:
    middle, least, most = (value * scale for value in (median(values), min(values), max(values)))
    yield f'<rect class="{kind}" x="{MARGIN}" y="{y}" width="{max(middle, 1):.1f}" height="{BAR}" rx="2"/>'
    if len(values) > 1:
        across = y + BAR / 2
        yield f'<path class="range" d="M{MARGIN + least:.1f} {across}H{MARGIN + most:.1f}"/>'
    value = f"{figure.shown(median(values))} {figure.unit}".strip()
    yield f'<text x="{MARGIN + max(middle, most) + 6:.1f}" y="{y + BAR - 1}">{value}</text>'


def _lines(text: str) -> Iterator[str]:
    """The text in lines that fit."""
    line = ""
    for word in text.split():
        if len(line) + len(word) >= LINE:
            yield line
            line = ""
        line = f"{line} {word}".strip()
    yield line
