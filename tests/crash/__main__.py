"""``python -m tests.crash --kills 100``: kill the bot that often, and print what became of every job.

The product without Discord is killed a quarter as often.
"""

import argparse
import asyncio
import logging
import sys
import time
from pathlib import Path
from tempfile import mkdtemp

from tests.crash.bare_campaign import BareCampaign
from tests.crash.campaign import Campaign
from tests.support.books import conclude


def main() -> int:
    """Returns 1 if a single job was lost, doubled or miscounted."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    # The stand-ins' servers complain of connections that were killed, which is what this is about.
    logging.disable(logging.ERROR)
    return asyncio.run(_both(options.kills, options.seed))


async def _both(kills: int, seed: int) -> int:
    """Both at once, as each mostly waits."""
    return max(await asyncio.gather(_with_discord(kills, seed), _without_discord(kills // 4, seed)))


async def _with_discord(kills: int, seed: int) -> int:
    campaign, folder, started = Campaign(kills, seed), Path(mkdtemp(prefix="imagine-crash-")), time.monotonic()
    books = await campaign.fight(folder)
    rows = [("seed", seed), ("kills of the bot", kills), ("seconds", round(time.monotonic() - started))]
    rows += [(f"killed when {name.replace('_', ' ')}", count) for name, count in campaign.moments.items()]
    rows += [(f"started when {name.replace('_', ' ')}", count) for name, count in campaign.comebacks.items()]
    return conclude(rows, books, folder)


async def _without_discord(kills: int, seed: int) -> int:
    campaign, folder, started = BareCampaign(kills, seed), Path(mkdtemp(prefix="imagine-crash-")), time.monotonic()
    books = await campaign.fight(folder)
    rows = [("seed", seed), ("kills without Discord", kills), ("seconds", round(time.monotonic() - started))]
    rows += [(f"killed after a job was {event}", count) for event, count in campaign.seen.items()]
    return conclude(rows, books, folder)


if __name__ == "__main__":
    sys.exit(main())
