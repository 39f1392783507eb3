"""Reads the nine prices of a model from a price list that the host saved: a page, a table, CSV or JSON.

No format is promised, so this looks for rows: a resolution, a quality and a number; or three numbers in the order of
a heading.
"""

import csv
import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from html.parser import HTMLParser
from itertools import product

RESOLUTIONS = ("1K", "2K", "4K")
QUALITIES = ("low", "medium", "high")
LARGEST = 10 << 20
"""Bytes of a file that may be a price list."""

HIGHEST = 999_999_999
"""The most credits that a setting takes."""

_WORD = re.compile(r"(?:(?<!\S)-)?[\w.,]+")
_NUMBER = re.compile(r"\d{0,12}(?:\.\d{1,12})?(?<=\d)")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_MODEL = re.compile(r"\b(?:gpt-image|nano-banana|seedream|flux|imagen|qwen-image|kling|veo|sora)[\w.-]*", re.IGNORECASE)
_END_OF_ROW = {"tr", "p", "li", "div", "br", "h1", "h2", "h3", "h4", "table"}

Table = Mapping[tuple[str, str], Decimal]
"""The price of one picture by resolution and quality, in the unit of the list."""


class PricesUnreadable(Exception):
    """The file has no nine prices. The message is a sentence for the host."""


def read(data: bytes, model: str) -> Table:
    """The prices of ``model`` (such as ``openai/gpt-image-2``) in a file. Raises PricesUnreadable."""
    if len(data) > LARGEST:
        raise PricesUnreadable("the file is larger than 10 MB; save only the price list")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PricesUnreadable("the file isn't text in UTF-8; save the page as HTML, text, CSV or JSON") from None
    found: dict[tuple[str, str], Decimal] = {}
    for key, price in _prices(_of_model(list(_rows(text)), model.rpartition("/")[2])):
        if found.setdefault(key, price) != price:
            raise PricesUnreadable(f"the file has two prices for {' '.join(key)}: {found[key]} and {price}; keep one")
    missing = [" ".join(key) for key in product(RESOLUTIONS, QUALITIES) if key not in found]
    if missing:
        raise PricesUnreadable(
            f"the file has no readable price for {', '.join(missing)}; add them, or write all nine into a CSV file "
            "with the columns resolution, quality, price"
        )
    return found


def credits(table: Table) -> dict[str, list[int]]:
    """The prices of each resolution in whole numbers, in the ratio of the list. Raises PricesUnreadable."""
    if free := [" ".join(key) for key, price in table.items() if not price]:
        raise PricesUnreadable(f"the file says that {', '.join(free)} costs nothing; correct it")
    decimals = max(max(0, -int(price.normalize().as_tuple().exponent)) for price in table.values())
    if max(table.values()).scaleb(decimals) > HIGHEST:
        raise PricesUnreadable("the file has prices with too many digits for whole credits; round them")
    return {size: [int(table[size, quality].scaleb(decimals)) for quality in QUALITIES] for size in RESOLUTIONS}


def _rows(text: str) -> Iterator[str]:
    """The rows of a file as lines of text."""
    start = text.lstrip()[:1]
    if start in {"{", "["}:
        try:
            yield from _flat(json.loads(text), "")
        except (ValueError, RecursionError):
            raise PricesUnreadable("the file starts like JSON, but isn't valid JSON; save it again") from None
    elif start == "<":
        page = _Page()
        page.feed(text)
        yield from "".join(page.parts).splitlines()
    elif not {"|", ";"} & {*text} and text.count(",") > text.count("\n"):
        yield from ("  ".join(row) for row in csv.reader(text.splitlines()))
    else:
        yield from text.splitlines()


def _flat(value: object, path: str) -> Iterator[str]:
    """A row for each object of JSON: its own values, after the names that lead to it."""
    if isinstance(value, dict):
        plain = [f"{name} {item}" for name, item in value.items() if not isinstance(item, dict | list)]
        words = [item for item in value.values() if isinstance(item, str)]
        if any(name.upper() in RESOLUTIONS or name.lower() in QUALITIES for name in value):
            yield from (f"{path} {row}" for row in plain)
        elif plain:
            yield f"{path} {'  '.join(plain)}"
        for name, item in value.items():
            if isinstance(item, dict | list):
                yield from _flat(item, " ".join([path, *words, str(name)]))
    elif isinstance(value, list):
        for item in value:
            yield from _flat(item, path)
    else:
        yield f"{path} {value}"


class _Page(HTMLParser):
    """The text of a page, with a line for each row."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_endtag(self, tag: str) -> None:
        self.parts.append("\n" if tag in _END_OF_ROW else "  ")

    def handle_data(self, data: str) -> None:
        self.parts.append(" ".join(data.split()))


def _of_model(rows: list[str], model: str) -> list[str]:
    """The rows from the first that names the model until another one is named; all of them if none names it."""
    named = [(_MODEL.search(row) or [""])[0].lower() for row in rows]
    if model.lower() not in named:
        return rows
    kept, current = [], ""
    for row, name in zip(rows, named, strict=True):
        current = name or current
        if current == model.lower():
            kept.append(_MODEL.sub("", row))
    return kept


def _prices(rows: list[str]) -> Iterator[tuple[tuple[str, str], Decimal]]:
    heading: tuple[list[str], list[str]] = ([], [])
    for row in rows:
        words = [_plain(word.rstrip(".,")) for word in _WORD.findall(row)]
        sizes = [word.upper() for word in words if word.upper() in RESOLUTIONS]
        qualities = [word.lower() for word in words if word.lower() in QUALITIES]
        numbers = [Decimal(word) for word in words if _NUMBER.fullmatch(word)]
        if not numbers:
            heading = (sizes or heading[0], qualities or heading[1])
            continue
        keys = [*product(sizes or heading[0], qualities or heading[1])]
        if len(keys) == len(numbers) and (sizes or qualities):
            yield from zip(keys, numbers, strict=True)


def _plain(word: str) -> str:
    """A word as it is, a number with a decimal point: a comma separates thousands, or is a decimal comma."""
    return word.replace(",", "") if _THOUSANDS.fullmatch(word) else word.lstrip(",").replace(",", ".")
