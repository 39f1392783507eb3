"""The machine that figures depend on."""

import os
import platform
from pathlib import Path


def described() -> str:
    """Processor, cores, memory, system and Python in one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    return f"{os.cpu_count()} cores of {_model()}, {memory:.0f} GiB of memory, {system}"


def _model() -> str:
    cpus = Path("/proc/cpuinfo").read_text("utf-8", "replace")
    names = (line.partition(":")[2].strip() for line in cpus.splitlines() if line.startswith("model name"))
    return next(names, platform.machine())
