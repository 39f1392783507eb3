"""``python -m tests.crash --kills 100``: kill the bot that often, and audit every job.

The product without Discord is killed a quarter as often.
"""

import argparse
import asyncio
import logging
import sys
import time
from pathlib import Path
from tempfile import mkdtemp

from tests.crash.campaign import Campaign
from tests.crash.headless_campaign import HeadlessCampaign
from tests.support.audit import conclude


def main() -> int:
    """Returns 1 if any job was lost, doubled or miscounted."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    # The stand-ins' servers log the connections that a kill breaks, which are expected here.
    logging.disable(logging.ERROR)
    return asyncio.run(_both(options.kills, options.seed))


async def _both(kills: int, seed: int) -> int:
    # At once, as each mostly waits.
    return max(await asyncio.gather(_with_discord(kills, seed), _without_discord(kills // 4, seed)))


async def _with_discord(kills: int, seed: int) -> int:
    campaign, folder, started = Campaign(kills, seed), Path(mkdtemp(prefix="imagine-crash-")), time.monotonic()
    audit = await campaign.run(folder)
    rows = [("seed", seed), ("kills of the bot", kills), ("seconds", round(time.monotonic() - started))]
    rows += [(f"killed when {name.replace('_', ' ')}", count) for name, count in campaign.moments.items()]
    rows += [(f"started when {name.replace('_', ' ')}", count) for name, count in campaign.restarts.items()]
    return conclude(rows, audit, folder)


async def _without_discord(kills: int, seed: int) -> int:
    campaign, folder, started = HeadlessCampaign(kills, seed), Path(mkdtemp(prefix="imagine-crash-")), time.monotonic()
    audit = await campaign.run(folder)
    rows = [("seed", seed), ("kills without Discord", kills), ("seconds", round(time.monotonic() - started))]
    rows += [(f"killed after a job was {event}", count) for event, count in campaign.seen.items()]
    return conclude(rows, audit, folder)


if __name__ == "__main__":
    sys.exit(main())
