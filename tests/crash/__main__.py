"""``python -m tests.crash --kills 100``: kill the bot that often, and audit every job.

The product without Discord is killed a quarter as often, and several processes over one PostgreSQL go through trouble
a fifth as often.
"""

import argparse
import asyncio
import logging
import sys
import time
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from tests.crash.campaign import Campaign
from tests.crash.cluster_campaign import ClusterCampaign, rows
from tests.crash.headless_campaign import HeadlessCampaign
from tests.crash.mischief import one_is_paused
from tests.crash.unfenced import unfenced
from tests.support.audit import conclude
from tests.support.postgres import running_server


def main() -> int:
    """Returns 1 if any job was lost, doubled or miscounted."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--processes", type=int, default=3)
    parser.add_argument("--only", choices=PARTS, action="append", help="a part of it; may be repeated")
    parser.add_argument("--without", choices=("fence", "lock"), help="what keeps several processes apart; must fail")
    options = parser.parse_args()
    # The stand-ins' servers log the connections that a kill breaks, which are expected here.
    logging.disable(logging.ERROR)
    return asyncio.run(_parts(options))


async def _parts(options: argparse.Namespace) -> int:
    chosen = options.only or list(PARTS)
    # These two at once, as each mostly waits. Three processes have enough to do for the machine.
    codes = await asyncio.gather(*(PARTS[part](options) for part in chosen if part != "processes"))
    return max([*codes, *[await PARTS[part](options) for part in chosen if part == "processes"]])


async def _with_discord(options: argparse.Namespace) -> int:
    campaign, folder, started = Campaign(options.kills, options.seed), _folder(), time.monotonic()
    audit = await campaign.run(folder)
    rows = [("seed", options.seed), ("kills of the bot", options.kills), ("seconds", round(time.monotonic() - started))]
    rows += [(f"killed when {name.replace('_', ' ')}", count) for name, count in campaign.moments.items()]
    rows += [(f"started when {name.replace('_', ' ')}", count) for name, count in campaign.restarts.items()]
    return conclude(rows, audit, folder)


async def _without_discord(options: argparse.Namespace) -> int:
    kills = options.kills // 4
    campaign, folder, started = HeadlessCampaign(kills, options.seed), _folder(), time.monotonic()
    audit = await campaign.run(folder)
    rows = [("seed", options.seed), ("kills without Discord", kills), ("seconds", round(time.monotonic() - started))]
    rows += [(f"killed after a job was {event}", count) for event, count in campaign.seen.items()]
    return conclude(rows, audit, folder)


async def _with_processes(options: argparse.Namespace) -> int:
    campaign = ClusterCampaign(options.kills // 5, options.seed, options.processes, locks=options.without != "lock")
    if options.without == "fence":
        # Only a process that was paused comes back to jobs that others have taken over.
        campaign.factories, campaign.only = unfenced, one_is_paused
    folder, started = _folder(), time.monotonic()
    with running_server() as server:
        audit = await campaign.run(server, folder)
    about = [("seed", options.seed), ("rounds", campaign.rounds), ("seconds", round(time.monotonic() - started))]
    return conclude([*about, *rows(campaign, audit)], audit, folder)


def _folder() -> Path:
    return Path(mkdtemp(prefix="imagine-crash-"))


PARTS: Mapping[str, Callable[[argparse.Namespace], Coroutine[Any, Any, int]]] = {
    "discord": _with_discord,
    "headless": _without_discord,
    "processes": _with_processes,
}
"""By the names that ``--only`` takes."""

if __name__ == "__main__":
    sys.exit(main())
