"""``python -m tests.crash --kills 100``: kill the bot that often, and audit every job.

The product without Discord is killed a quarter as often. With ``--processes 3``, so many processes over one PostgreSQL
are killed instead, ``--kills`` times in all, at every step of a job and at random, amid other trouble. Then the fence
and the locks that keep them apart are taken out, each in a short run that must find what they prevent.

Either way the budgets of a server, of its members and of the whole bot are met, and a member is blocked. A run in which
that was not so has shown nothing, and fails.

With ``--only rolling``, three processes are replaced one after the other while 20 commands a second come.
"""

import argparse
import asyncio
import logging
import shutil
import sys
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from tests.crash.campaign import Campaign
from tests.crash.cluster_campaign import ClusterCampaign, figures, rows
from tests.crash.headless_campaign import HeadlessCampaign
from tests.crash.rolling import RollingRestart
from tests.crash.rolling import rows as rolling_rows
from tests.crash.rounds import calm, killing, pausing
from tests.crash.unfenced import unfenced
from tests.crash.unlocked import unlocked
from tests.support.arguments import count
from tests.support.audit import Audit, conclude
from tests.support.postgres import running_server
from tests.support.table import table

CONTROL_ROUNDS = 6


def main() -> int:
    """Returns 1 if any job was lost, doubled or miscounted, or if a control did not find what it must."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--kills", type=count, default=100)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--only", choices=[*PARTS, "rolling"], help="one part of it")
    parser.add_argument("--processes", type=count, help="kill that many processes over one PostgreSQL")
    parser.add_argument("--without", choices=CONTROLS, help="only the run without it, which must find faults")
    options = parser.parse_args()
    if options.without:
        options.processes = options.processes or 3
    # The stand-ins' servers log the connections that a kill breaks, which are expected here.
    logging.disable(logging.ERROR)
    if options.only == "rolling":
        return asyncio.run(_rolling(options))
    return asyncio.run(_with_processes(options) if options.processes else _alone(options))


async def _alone(options: argparse.Namespace) -> int:
    # At once, as each mostly waits.
    return max(await asyncio.gather(*(PARTS[part](options) for part in PARTS if options.only in (part, None))))


async def _with_discord(options: argparse.Namespace) -> int:
    campaign, folder, started = Campaign(options.kills, options.seed), _folder(), time.monotonic()
    audit = await campaign.run(folder)
    rows = [("seed", options.seed), ("kills of the bot", options.kills), ("seconds", round(time.monotonic() - started))]
    rows += [(f"killed when {name.replace('_', ' ')}", count) for name, count in campaign.moments.items()]
    rows += [(f"started when {name.replace('_', ' ')}", count) for name, count in campaign.restarts.items()]
    rows += campaign.governed.rows if campaign.governed else []
    return conclude(rows, audit, folder)


async def _without_discord(options: argparse.Namespace) -> int:
    kills = options.kills // 4
    campaign, folder, started = HeadlessCampaign(kills, options.seed), _folder(), time.monotonic()
    audit = await campaign.run(folder)
    rows = [("seed", options.seed), ("kills without Discord", kills), ("seconds", round(time.monotonic() - started))]
    rows += [(f"killed after a job was {event}", count) for event, count in campaign.seen.items()]
    return conclude(rows, audit, folder)


async def _with_processes(options: argparse.Namespace) -> int:
    """Several processes, and then the controls, unless only one of these is wanted."""
    code, found = 0, dict[str, Mapping[str, int]]()
    if not options.without:
        campaign = ClusterCampaign(killing(max(0, options.kills - 1)), options.seed, options.processes)
        folder, audit = await _troubled(campaign)
        code = conclude([("seed", options.seed), *rows(campaign), *figures(audit).items()], audit, folder)
        found[f"{options.kills} kills"] = figures(audit)
    for name in [options.without] if options.without else CONTROLS:
        control, expected = CONTROLS[name]
        folder, audit = await _troubled(control(options))
        shutil.rmtree(folder)
        found[f"without the {name}"] = figures(audit)
        if not all(figures(audit)[fault] for fault in expected):
            sys.stdout.write(f"without the {name}, the run should have found {' and '.join(expected)}\n")
            code = 1
    names = next(iter(found.values()))
    sys.stdout.write(table([("", *found), *((name, *(each[name] for each in found.values())) for name in names)]))
    return code


async def _troubled(campaign: ClusterCampaign) -> tuple[Path, Audit]:
    folder = _folder()
    with running_server() as server:
        return folder, await campaign.run(server, folder)


async def _rolling(options: argparse.Namespace) -> int:
    processes = options.processes or 3
    campaign = RollingRestart(processes, options.seed, processes)
    folder, started = _folder(), time.monotonic()
    with running_server() as server:
        audit = await campaign.run(server, folder)
    about = [("seed", options.seed), ("seconds", round(time.monotonic() - started))]
    code = conclude([*about, *rolling_rows(campaign)], audit, folder)
    return 1 if campaign.ignored else code


def _folder() -> Path:
    return Path(mkdtemp(prefix="imagine-crash-"))


def _without_fence(options: argparse.Namespace) -> ClusterCampaign:
    return ClusterCampaign(pausing(CONTROL_ROUNDS), options.seed, options.processes, factories=unfenced)


def _without_lock(options: argparse.Namespace) -> ClusterCampaign:
    return ClusterCampaign(calm(CONTROL_ROUNDS), options.seed, options.processes, locks=False, factories=unlocked)


PARTS: Mapping[str, Callable[[argparse.Namespace], Coroutine[Any, Any, int]]] = {
    "discord": _with_discord,
    "headless": _without_discord,
}
"""By the names that ``--only`` takes."""

CONTROLS: Mapping[str, tuple[Callable[[argparse.Namespace], ClusterCampaign], Sequence[str]]] = {
    "fence": (_without_fence, ("submitted twice", "posted twice")),
    "lock": (_without_lock, ("overspent", "caps exceeded")),
}
"""By the names that ``--without`` takes, and the faults that each must find."""

if __name__ == "__main__":
    sys.exit(main())
