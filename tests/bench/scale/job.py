"""What one job costs, in everything that a host pays for."""

import asyncio
from pathlib import Path

from tests.bench.contestants import Contestant, session
from tests.bench.figures import Figure, Sample
from tests.bench.load import Load
from tests.bench.scenarios import SETTLED, load, picture, taking
from tests.bench.usage import processor_seconds, written_bytes

RATE, JOBS = 10.0, 60
LEARNT = 20
"""Jobs from which the bot learns beforehand how long imini takes."""

PICTURES = 10
_NET = Path("/proc/net/dev")


async def job(contestant: Contestant, folder: Path) -> Sample:
    """A job of 18 s for one 1K picture, by a bot that has seen how long imini takes."""
    async with session(contestant, folder, taking(18), picture("1K", "1:1")) as run:
        requests, pid = Load(run), run.bot.pid
        await requests.run(LEARNT, RATE)
        await asyncio.sleep(SETTLED)
        processor, written = processor_seconds(pid), written_bytes(pid)
        to_discord, to_imini = len(run.discord.requests), len(run.imini.requests)
        await requests.run(JOBS, RATE)
        await asyncio.sleep(SETTLED)
        return {
            Figure("CPU", "ms"): (processor_seconds(pid) - processor) * 1e3 / JOBS,
            Figure("requests to Discord", "", 1): (len(run.discord.requests) - to_discord) / JOBS,
            Figure("requests to imini, including the download", "", 1): (len(run.imini.requests) - to_imini) / JOBS,
            Figure("written to disk", "kB", 0): (written_bytes(pid) - written) / 1e3 / JOBS,
        }


async def rate(requests_a_second: float, seconds: float, contestant: Contestant, folder: Path) -> Sample:
    """A steady load, named without its rate."""
    sample = await load(requests_a_second, seconds, contestant, folder)
    at = f", {requests_a_second:g}/s"
    return {Figure(figure.name.removesuffix(at), figure.unit, figure.digits): value for figure, value in sample.items()}


async def traffic(resolution: str, contestant: Contestant, folder: Path) -> Sample:
    """The bytes of jobs of one picture, on the loopback, where nothing is encrypted."""
    content = picture(resolution, "1:1" if resolution == "1K" else "16:9")
    async with session(contestant, folder, taking(8), content) as run:
        before, seen = _received(), len(run.discord.requests)
        await Load(run).run(PICTURES, 1.0, resolution=resolution)
        await asyncio.sleep(SETTLED)
        total = (_received() - before) / PICTURES
        up = sum(sum(request.files.values()) for request in run.discord.requests[seen:]) / PICTURES
    return {
        Figure("picture download, from imini", "MB", 2): len(content) / 1e6,
        Figure("picture upload, to Discord", "MB", 2): up / 1e6,
        Figure("everything else, in both directions", "MB", 2): (total - len(content) - up) / 1e6,
    }


def _received() -> int:
    """The bytes that the loopback has brought so far, see proc(5)."""
    (line,) = [line for line in _NET.read_text("ascii").splitlines() if line.strip().startswith("lo:")]
    return int(line.partition(":")[2].split()[0])
