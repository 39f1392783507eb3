"""Prices are read from whatever a host saved, or it is said what is missing."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.credits.price_list import QUALITIES, RESOLUTIONS, PricesUnreadable, credits, read

MODEL = "openai/gpt-image-2"
LIST = {"1K": [6, 53, 211], "2K": [10, 100, 400], "4K": [20, 200, 1000]}

CSV = "resolution,quality,price\n" + "".join(
    f"{size},{quality},{price}\n"
    for size, prices in LIST.items()
    for quality, price in zip(QUALITIES, prices, strict=True)
)
MARKDOWN = """\
## nano-banana-pro
| | 1K | 2K | 4K |
|---|---|---|---|
| price | 120 | 120 | 200 |
## GPT-Image-2
| Resolution | Low | Medium | High |
|---|---|---|---|
| 1K (1024x1024) | 6 credits | 53 | 211 |
| 2K | 10 | 100 | 400 |
| 4K | 20 | 200 | 1,000 |
## seedream-5
| 1K | 1 | 2 | 3 |
"""
TRANSPOSED = """\
<html><body><h2>Prices</h2><table><tr><th>Quality</th><th>1K</th><th>2K</th><th>4K</th></tr>
<tr><td>low</td><td>6</td><td>10</td><td>20</td></tr>
<tr><td>medium</td><td>53</td><td>100</td><td>200</td></tr>
<tr><td>high</td><td>211</td><td>400</td><td>1,000</td></tr></table></body></html>
"""
NESTED = json.dumps(
    {
        "models": [
            {
                "id": "openai/gpt-image-2",
                "prices": {size: dict(zip(QUALITIES, LIST[size], strict=True)) for size in LIST},
            }
        ]
    }
)
FLAT = json.dumps(
    [
        {"resolution": size, "quality": quality, "credits": price}
        for size, prices in LIST.items()
        for quality, price in zip(QUALITIES, prices, strict=True)
    ]
)


@pytest.mark.parametrize("text", [CSV, MARKDOWN, TRANSPOSED, NESTED, FLAT], ids=["csv", "md", "html", "json", "rows"])
def test_the_nine_prices_are_found_however_the_list_was_saved(text: str) -> None:
    assert credits(read(text.encode(), MODEL)) == LIST


def test_prices_in_money_keep_their_ratio_in_whole_numbers() -> None:
    text = CSV.replace(",6\n", ",$0.006\n").replace(",53\n", ",$0.053\n")
    assert credits(read(text.encode(), MODEL))["1K"] == [6, 53, 211_000]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("0.053", 53),
        (".053", 53),
        ("0,053", 53),
        ("0,05", 50),
        ("$0.053.", 53),
        ("1,234.5", 1_234_500),
        ("1,234", 1_234_000),
    ],
)
def test_a_number_is_read_as_it_is_meant(written: str, read_as: int) -> None:
    text = MARKDOWN.replace("| 6 credits |", "| 0.001 |").replace("| 53 |", f"| {written} |")
    assert credits(read(text.encode(), MODEL))["1K"][:2] == [1, read_as]


def test_a_table_with_semicolons_and_decimal_commas_is_read() -> None:
    text = CSV.replace(",", ";").replace(";6\n", ";0,06\n").replace(";53\n", ";0,53\n")
    assert credits(read(text.encode(), MODEL))["1K"] == [6, 53, 21_100]


@pytest.mark.parametrize(
    ("price", "said"),
    [("-6", "no readable price for 1K low"), ("0", "1K low costs nothing"), ("0.0000000001", "too many digits")],
)
def test_prices_that_no_setting_takes_are_refused(price: str, said: str) -> None:
    with pytest.raises(PricesUnreadable, match=said):
        credits(read(CSV.replace("low,6\n", f"low,{price}\n").encode(), MODEL))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no readable price for 1K low, 1K medium"),
        (CSV.replace("4K,high,1000\n", "").encode(), "no readable price for 4K high"),
        ((CSV + "1K,low,7\n").encode(), "two prices for 1K low: 6 and 7"),
        (b"{", "starts like JSON"),
        (b"\xff\xfe\x00", "isn't text"),
        (b" " * (11 << 20), "larger than 10 MB"),
    ],
)
def test_a_file_without_nine_prices_gets_a_sentence(data: bytes, said: str) -> None:
    with pytest.raises(PricesUnreadable, match=said):
        read(data, MODEL)


@given(st.text() | st.text(st.sampled_from('1246K lowmediumhigh|,.<>{}[]"\n')))
def test_whatever_is_in_the_file_it_is_read_or_refused(text: str) -> None:
    try:
        table = read(text.encode("utf-8", "replace"), MODEL)
    except PricesUnreadable:
        return
    assert len(table) == len(RESOLUTIONS) * len(QUALITIES)
    assert all(isinstance(price, Decimal) for price in table.values())
