"""Compare the locks with what is publicly known to be vulnerable: ``python -m requirements.audit``.

pip-audit asks PyPI's advisories, or else those of OSV. It ends well, too, when all it learned of a package is that it
can't be looked up, as behind a mirror without advisories: here that is no audit, and is said.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
LOCKS = ("dev.txt", "uv.txt")
"""dev holds all of the other sets."""

SERVICES = ("pypi", "osv")
ANSWER_TIMEOUT = 5
"""Seconds in which a service has to answer one call."""

AUDIT_TIMEOUT = 120
"""Seconds after which a slow service is given up."""


def main(ask: Callable[[str], str]) -> int:
    """Say what is known of the locked packages; returns 1 if one of them is vulnerable. ``ask`` takes a service."""
    for service in SERVICES:
        looked_up, unknown = _report(ask(service))
        if looked_up:
            break
    else:
        _say("not audited: no advisories reachable")
        return 0
    found = [(package, problem) for package in looked_up for problem in package["vulns"]]
    for package, problem in found:
        fixed = ", ".join(problem["fix_versions"]) or "no version yet"
        _say(f"{package['name']} {package['version']} is vulnerable: {problem['id']}, fixed in {fixed}")
    if unknown:
        _say(f"not audited: no advisories of {', '.join(package['name'] for package in unknown)}")
    _say(f"packages audited: {len(looked_up)}, known vulnerabilities: {len(found)}")
    return 1 if found else 0


def pip_audit(service: str) -> str:
    """What pip-audit reports as JSON, nothing where the service can't be reached."""
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--progress-spinner=off"]
    command += [f"--vulnerability-service={service}", f"--timeout={ANSWER_TIMEOUT}", "--format=json"]
    command += [f"--requirement={FOLDER / lock}" for lock in LOCKS]
    try:
        return subprocess.run(  # noqa: S603 - our own arguments, no shell
            command, check=False, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, timeout=AUDIT_TIMEOUT
        ).stdout
    except subprocess.TimeoutExpired:
        return ""


def _report(answer: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The packages that could be looked up, and those that could not."""
    packages = json.loads(answer)["dependencies"] if answer.strip() else []
    return [found for found in packages if "vulns" in found], [found for found in packages if "vulns" not in found]


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main(pip_audit))
