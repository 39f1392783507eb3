"""An audit that could not take place is not taken for a good one."""

import json
from collections.abc import Mapping

import pytest

from requirements.audit import main

SAFE = {"name": "aiohttp", "version": "3.14.5", "vulns": []}
BROKEN = {"name": "pillow", "version": "13.0.0", "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["13.0.1"]}]}
UNKNOWN = {"name": "uvloop", "skip_reason": "Dependency not found on PyPI and could not be audited: uvloop (0.23.0)"}


def _audit(**answers: list[Mapping[str, object]] | None) -> int:
    """Audit with services that report these packages, or that can't be reached."""

    def ask(service: str) -> str:
        packages = answers.get(service)
        return "" if packages is None else json.dumps({"dependencies": packages, "fixes": []})

    return main(ask)


def test_a_known_vulnerability_fails_the_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert _audit(pypi=[SAFE, BROKEN]) == 1
    assert "pillow 13.0.0 is vulnerable: PYSEC-2026-1, fixed in 13.0.1" in capsys.readouterr().out


def test_without_one_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert _audit(pypi=[SAFE]) == 0
    assert capsys.readouterr().out == "packages audited: 1, known vulnerabilities: 0\n"


@pytest.mark.parametrize("answer", [None, [], [UNKNOWN]], ids=["unreachable", "empty", "no advisories"])
def test_where_nothing_could_be_looked_up_it_says_so_and_fails_nothing(
    answer: list[Mapping[str, object]] | None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _audit(pypi=answer, osv=answer) == 0
    assert capsys.readouterr().out == "not audited: no advisories reachable\n"


def test_another_service_is_asked_where_the_first_knows_nothing() -> None:
    assert _audit(pypi=[UNKNOWN, UNKNOWN], osv=[BROKEN]) == 1


def test_a_package_that_could_not_be_looked_up_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert _audit(pypi=[SAFE, UNKNOWN]) == 0
    assert "not audited: no advisories of uvloop" in capsys.readouterr().out
