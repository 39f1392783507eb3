"""``python -m bot prices``: how to set the prices by imini's list, or the settings that a saved list gives.

The list is never fetched: prices change only when the host says so.
"""

import argparse
import sys
from typing import Protocol

from bot.credits import price_list
from bot.credits.pricing import Prices
from bot.runtime.exit_codes import EXIT_FAILED, EXIT_OK
from bot.runtime.terminal import say

MEDIUM_PICTURES = 50
"""What a member can make of the suggested QUOTA_CREDITS: medium pictures in 1K."""

EXPLANATION = """\
Credits are the bot's own unit; only their ratio matters. To make them follow what you pay:

1. Sign in at imini.ai and open its price list, or the page of {model}.
2. Save the page (HTML or text), or copy the nine prices into a CSV file with the columns resolution, quality, price.
3. python -m bot prices FILE prints the lines for your .env.

Current price of a picture in low, medium and high quality:
  1K {one_k}
  2K {two_k}
  4K {four_k}"""


class PriceSettings(Protocol):
    """The settings that are read here."""

    @property
    def imini_model(self) -> str: ...
    @property
    def quota_cost_1k(self) -> Prices: ...
    @property
    def quota_cost_2k(self) -> Prices: ...
    @property
    def quota_cost_4k(self) -> Prices: ...


def run(settings: PriceSettings, arguments: argparse.Namespace) -> int:
    """Print it. Returns the exit code."""
    if arguments.file is None:
        prices = (settings.quota_cost_1k, settings.quota_cost_2k, settings.quota_cost_4k)
        one_k, two_k, four_k = (", ".join(map(str, of)) for of in prices)
        say(EXPLANATION.format(model=settings.imini_model, one_k=one_k, two_k=two_k, four_k=four_k))
        return EXIT_OK
    try:
        found = price_list.credits(price_list.read(arguments.file.read_bytes(), settings.imini_model))
    except OSError as error:
        sys.stderr.write(f"imagine-bot: can't read {arguments.file}: {error.strerror}\n")
        return EXIT_FAILED
    except price_list.PricesUnreadable as error:
        sys.stderr.write(f"imagine-bot: {arguments.file}: {error}\n")
        return EXIT_FAILED
    for size, costs in found.items():
        say(f"QUOTA_COST_{size}={','.join(map(str, costs))}")
    day = MEDIUM_PICTURES * found["1K"][1]
    say(f"QUOTA_CREDITS={day}\nSERVER_BUDGET={10 * day}/day")
    return EXIT_OK
