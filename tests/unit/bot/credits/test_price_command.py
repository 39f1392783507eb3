"""``python -m bot prices``: how to set the prices, and those of a saved list."""

from pathlib import Path

import pytest

from bot.__main__ import main
from bot.runtime.exit_codes import EXIT_FAILED, EXIT_OK

LIST = "| | low | medium | high |\n| 1K | 6 | 53 | 211 |\n| 2K | 10 | 100 | 400 |\n| 4K | 20 | 200 | 1,000 |\n"

pytestmark = pytest.mark.usefixtures("host_settings")


def test_without_a_file_it_explains_and_shows_the_present_prices(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prices"]) == EXIT_OK
    out = capsys.readouterr().out
    assert "python -m bot prices FILE" in out
    assert "1K 1, 9, 35" in out


def test_of_a_saved_list_it_prints_the_settings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "list.md"
    file.write_text(LIST, "utf-8")
    assert main(["prices", str(file)]) == EXIT_OK
    assert capsys.readouterr().out.splitlines() == [
        "QUOTA_COST_1K=6,53,211",
        "QUOTA_COST_2K=10,100,400",
        "QUOTA_COST_4K=20,200,1000",
        "QUOTA_CREDITS=2650",
        "SERVER_BUDGET=26500/day",
    ]


@pytest.mark.parametrize("content", [None, "nothing of use"])
def test_a_file_that_is_not_there_or_no_list_gets_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | None
) -> None:
    file = tmp_path / "list.md"
    if content is not None:
        file.write_text(content, "utf-8")
    assert main(["prices", str(file)]) == EXIT_FAILED
    assert len(capsys.readouterr().err.splitlines()) == 1
