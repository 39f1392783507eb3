"""The hooks before a commit run what ``make check`` runs, and nothing from elsewhere."""

import re

from tests.meta import sources

HOOKS = (sources.ROOT / ".pre-commit-config.yaml").read_text("utf-8")
MAKEFILE = (sources.ROOT / "Makefile").read_text("utf-8")


def test_the_hooks_are_what_make_check_says_of_the_code() -> None:
    recipe = MAKEFILE.partition("\ncheck:")[2].partition("\n\n")[0]
    checks = re.findall(r"^\t\$\(BIN\)/((?:ruff|mypy|lint-imports)\b.*)$", recipe, re.MULTILINE)
    assert re.findall(r"^ +entry: \.venv/bin/(.+)$", HOOKS, re.MULTILINE) == checks
    assert len(checks) == 4


def test_the_hooks_come_from_no_other_repository() -> None:
    assert re.findall(r"repo: (.+)", HOOKS) == ["local"]
    assert set(re.findall(r"language: (.+)", HOOKS)) == {"system"}
