"""pip and uv, as the installer calls them."""

import os
import subprocess
import sys
from pathlib import Path

from requirements.pip_config import for_uv, read

_PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check")

# What uv tells of single packages pushes everything else off the screen.
_NOISE = ("Using Python", "Checked", " Downloaded", " + ", " - ", " ~ ")


class Commands:
    """Both work on the virtual environment that runs this, and return their exit code."""

    def pip(self, *arguments: str) -> int:
        """Add what is locked. Bytecode comes with the first import, of what is imported alone."""
        command = [*_PIP, "install", "--quiet", "--require-hashes", "--no-compile", *arguments]
        return subprocess.run(command, check=False).returncode  # noqa: S603 - our own arguments, no shell

    def uv(self, lock: str) -> int:
        """Add what is locked, and remove everything else but pip and uv."""
        listing = subprocess.run([*_PIP, "config", "list"], check=False, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603 - likewise
        settings = for_uv(read(listing), os.environ)
        command = [str(Path(sys.executable).with_name("uv")), "pip", "sync", "--require-hashes", *settings.arguments]
        with subprocess.Popen(  # noqa: S603 - likewise
            [*command, "--python", sys.executable, lock],
            env={**os.environ, **settings.environment},
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            for line in process.stderr or ():
                if not line.startswith(_NOISE):
                    sys.stderr.write(f"  {line}")
        return process.returncode
