"""What to do after Discord rejects a message."""

import pytest

from cogs.verdicts import Verdict, judge
from tests.support.discord_errors import http_error, page


@pytest.mark.parametrize(
    ("status", "code", "verdict"),
    [
        (500, 0, Verdict.DOWN),
        (503, 40005, Verdict.DOWN),
        (429, 0, Verdict.WAIT),
        (429, 20016, Verdict.WAIT),
        (400, 20028, Verdict.WAIT),
        (400, 130000, Verdict.WAIT),
        (413, 0, Verdict.TOO_LARGE),
        (400, 40005, Verdict.TOO_LARGE),
        (400, 50045, Verdict.TOO_LARGE),
        (404, 10008, Verdict.DELETED),
        (404, 10015, Verdict.DEAD_TOKEN),
        (401, 50027, Verdict.DEAD_TOKEN),
        (400, 160002, Verdict.NO_REFERENCE),
        (400, 200000, Verdict.BLOCKED),
        (403, 200000, Verdict.BLOCKED),
        (400, 200001, Verdict.BLOCKED),
        (400, 240000, Verdict.BLOCKED),
        (403, 50001, Verdict.NEXT_TRANSPORT),
        (403, 50007, Verdict.NEXT_TRANSPORT),
        (403, 50013, Verdict.NEXT_TRANSPORT),
        (403, 50278, Verdict.NEXT_TRANSPORT),
        (404, 10003, Verdict.NEXT_TRANSPORT),
        (400, 20009, Verdict.NEXT_TRANSPORT),
        (400, 30046, Verdict.NEXT_TRANSPORT),
        (429, 30046, Verdict.NEXT_TRANSPORT),
        (400, 50083, Verdict.NEXT_TRANSPORT),
        (403, 160005, Verdict.NEXT_TRANSPORT),
        (403, 400001, Verdict.NEXT_TRANSPORT),
        (400, 999999, Verdict.NEXT_TRANSPORT),
    ],
)
def test_every_rejection_has_a_verdict(status: int, code: int, verdict: Verdict) -> None:
    assert judge(http_error(status, code)) is verdict


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 502])
def test_a_page_of_html_is_no_rejection_by_discord(status: int) -> None:
    assert judge(page(status)) is Verdict.DOWN


def test_a_ban_by_the_proxy_passes() -> None:
    assert judge(page(429)) is Verdict.WAIT


def test_a_proxy_may_say_that_files_are_too_large() -> None:
    assert judge(page(413)) is Verdict.TOO_LARGE
